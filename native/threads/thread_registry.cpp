#include "threads/thread_registry.h"

#include <new>

#include "platform/clock.h"
#include "platform/handler_code.h"
#include "platform/memory.h"

namespace clrscope {

namespace {

constexpr size_t kFramesBytes = layout::kMaxFrames * sizeof(uint64_t);

}  // namespace

std::unique_ptr<ThreadRegistry> ThreadRegistry::Create(CounterPage counters, Journal* journal, size_t capacity) {
    auto* records = static_cast<ThreadRecord*>(platform::ReserveMemory(capacity * sizeof(ThreadRecord)));
    auto* frames = static_cast<uint64_t*>(platform::ReserveMemory(capacity * kFramesBytes));
    if (records != nullptr && frames != nullptr) {
        return std::unique_ptr<ThreadRegistry>(new ThreadRegistry(counters, journal, records, frames, capacity));
    }
    if (records != nullptr) platform::ReleaseMemory(records, capacity * sizeof(ThreadRecord));
    if (frames != nullptr) platform::ReleaseMemory(frames, capacity * kFramesBytes);
    return nullptr;
}

ThreadRegistry::ThreadRegistry(CounterPage counters, Journal* journal, ThreadRecord* records, uint64_t* frames,
                               size_t capacity)
    : counters_(counters), journal_(journal), records_(records), frames_(frames), capacity_(capacity) {}

ThreadRegistry::~ThreadRegistry() {
    platform::ReleaseMemory(records_, capacity_ * sizeof(ThreadRecord));
    platform::ReleaseMemory(frames_, capacity_ * kFramesBytes);
}

ThreadRecord* ThreadRegistry::TakeSlot() {
    if (!free_.empty()) {
        ThreadRecord* record = free_.back();
        free_.pop_back();
        return record;
    }
    const size_t slot = highWater_.load(std::memory_order_relaxed);
    if (slot == capacity_) return nullptr;
    auto* record = new (&records_[slot]) ThreadRecord();
    record->frames = frames_ + slot * layout::kMaxFrames;
    names_.resize(slot + 1);
    // Release: the handler looks at records below the mark only.
    highWater_.store(slot + 1, std::memory_order_release);
    return record;
}

ThreadRecord* ThreadRegistry::Add(int32_t tid, bool announced, platform::AddressRange stack) {
    ThreadRecord* record = TakeSlot();
    if (record == nullptr) {
        counters_.Add(layout::Counter::ThreadsUnregisteredFull);
        return nullptr;
    }
    record->tid = tid;
    record->number = ++lastNumber_;
    record->announced = announced;
    record->ours = false;
    record->seenSp = 0;
    record->seenThreadPointer = 0;
    record->runtimeThread = 0;
    record->sampledBy = SampledBy::Nobody;
    record->timerId = -1;
    record->schedule = {};
    record->intervalNs = 0;
    record->credited = 0;
    record->prepaid = 0;
    record->pollPending = 0;
    record->endedCpuNs = 0;
    record->accountedNs = 0;
    record->context = {};
    SetStack(record, stack);
    names_[record - records_].clear();
    byTid_[tid] = record;
    record->state.store(ThreadState::Active, std::memory_order_release);
    counters_.Add(layout::Counter::ThreadsRegistered);
    counters_.Add(layout::Counter::ThreadsLive);
    return record;
}

ThreadRecord* ThreadRegistry::Find(int32_t tid) {
    const auto found = byTid_.find(tid);
    return found == byTid_.end() ? nullptr : found->second;
}

void ThreadRegistry::Release(ThreadRecord* record) {
    byTid_.erase(record->tid.load(std::memory_order_relaxed));
    free_.push_back(record);
    journal_->Append(
        JournalRecord(layout::ThreadEndRecord{{0, layout::JournalKind::ThreadEnd, 0, platform::MonotonicNs()},
                                              static_cast<uint32_t>(record->tid.load(std::memory_order_relaxed)),
                                              record->number}));
    record->state.store(ThreadState::Free, std::memory_order_release);
    counters_.Subtract(layout::Counter::ThreadsLive);
}

void ThreadRegistry::SetStack(ThreadRecord* record, platform::AddressRange stack) {
    record->stackLow.store(stack.low, std::memory_order_relaxed);
    record->stackHigh.store(stack.high, std::memory_order_release);
}

void ThreadRegistry::SetName(ThreadRecord* record, const std::string& name) {
    std::string& known = names_[record - records_];
    if (name.empty() || name == known) return;
    known = name;
    journal_->Append(
        JournalRecord(layout::ThreadRecord{{0, layout::JournalKind::Thread, 0, platform::MonotonicNs()},
                                           static_cast<uint32_t>(record->tid.load(std::memory_order_relaxed)),
                                           record->number,
                                           record->announced ? uint32_t{layout::kThreadAnnounced} : 0u,
                                           0})
            .String(name));
}

CLRSCOPE_HANDLER_CODE ThreadRecord* ThreadRegistry::FromCookie(const void* cookie) const {
    const auto first = reinterpret_cast<uintptr_t>(records_);
    const auto at = reinterpret_cast<uintptr_t>(cookie);
    const size_t known = highWater_.load(std::memory_order_acquire);
    if (at < first || at >= first + known * sizeof(ThreadRecord) || (at - first) % sizeof(ThreadRecord) != 0) {
        return nullptr;
    }
    return reinterpret_cast<ThreadRecord*>(at);
}

ThreadRecord* ThreadRegistry::FindActive(int32_t tid) const {
    const size_t known = highWater_.load(std::memory_order_acquire);
    for (size_t i = 0; i < known; ++i) {
        // The state first (acquire): then the id is the active thread's. The other way round it could be the one that
        // the record had before it became another thread's.
        if (records_[i].state.load(std::memory_order_acquire) == ThreadState::Active &&
            records_[i].tid.load(std::memory_order_relaxed) == tid) {
            return &records_[i];
        }
    }
    return nullptr;
}

}  // namespace clrscope
