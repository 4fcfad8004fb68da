// One record per thread of this process.
//
// A signal that comes late for a slot that is another thread's by now is told by its timer's id, not by its address.
// All members are for ordinary code under the lock, except those marked async-signal-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "platform/threads.h"
#include "segment/counters.h"
#include "segment/journal.h"
#include "threads/thread_record.h"

namespace clrscope {

class ThreadRegistry {
  public:
    static constexpr size_t kCapacity = 16384;

    // Null if the memory cannot be reserved.
    static std::unique_ptr<ThreadRegistry> Create(CounterPage counters, Journal* journal, size_t capacity = kCapacity);
    ~ThreadRegistry();

    // Held while records are found, attached to a sampler, or changed.
    std::mutex& Lock() { return mutex_; }

    // The caller holds the lock. Null: the registry is full (counted).
    ThreadRecord* Add(int32_t tid, bool announced, platform::AddressRange stack);
    // The Active or Ended record of a thread, or null.
    ThreadRecord* Find(int32_t tid);
    void Release(ThreadRecord* record);
    void SetStack(ThreadRecord* record, platform::AddressRange stack);
    // Journals the name if it is new.
    void SetName(ThreadRecord* record, const std::string& name);

    template <typename Visit>
    void ForEach(Visit visit) {
        for (size_t i = 0; i < highWater_; ++i) {
            if (records_[i].state.load(std::memory_order_relaxed) != ThreadState::Free) visit(&records_[i]);
        }
    }

    // All records, free ones too: a late signal may find its thread's record given back. Without the lock.
    template <typename Visit>
    void ForEachWalkMark(Visit visit) {
        const size_t end = highWater_.load(std::memory_order_acquire);
        for (size_t i = 0; i < end; ++i) visit(records_[i].walk);
    }

    // Async-signal-safe. The record that a signal's cookie points to, or null if it points to none.
    ThreadRecord* FromCookie(const void* cookie) const;
    // Async-signal-safe. FromCookie will be asked about this soon. Reads nothing: it may be any address.
    static void Prefetch(const void* cookie) {
        constexpr size_t kCacheLine = 64;
        const char* record = static_cast<const char*>(cookie);
        for (size_t at = 0; at < sizeof(ThreadRecord); at += kCacheLine) __builtin_prefetch(record + at, 1);
    }
    // Async-signal-safe. For signals that lost their cookie.
    ThreadRecord* FindActive(int32_t tid) const;

  private:
    ThreadRegistry(CounterPage counters, Journal* journal, ThreadRecord* records, uint64_t* frames, size_t capacity);

    // Memory for one more thread, recently used if possible; null if there is none left.
    ThreadRecord* TakeSlot();

    std::mutex mutex_;
    CounterPage counters_;
    Journal* journal_;
    ThreadRecord* records_;
    uint64_t* frames_;
    size_t capacity_;
    std::atomic<size_t> highWater_{0};  // slots ever used
    std::vector<ThreadRecord*> free_;
    std::unordered_map<int32_t, ThreadRecord*> byTid_;
    uint32_t lastNumber_ = 0;
    std::vector<std::string> names_;  // by slot
};

}  // namespace clrscope
