// Where code that the runtime compiled in this process lies, and its unwind information. Added by the threads that
// compile, before the code first runs; read by walks, which neither lock nor wait.
//
// The address space is cut into chunks of 64 KiB. A chunk has a sorted table of the code that lies in it. New code
// mostly lies behind the old, and is appended in place: written first, then published by the count (release). In all
// other cases the table is copied, changed, published by its pointer (release), and the old one is retired.
//
// Code that has gone is left in: it is replaced by what comes to lie there.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_set>
#include <vector>

#include "unwind/frame_rule.h"
#include "unwind/reclaimer.h"

namespace clrscope::unwind {

// One method body or funclet.
struct JitFunction {
    uintptr_t begin;
    uintptr_t end;
    bool funclet;
    uint8_t prologueEnd;  // from this offset on, bodyRule holds
    FrameRule bodyRule;
    const uint8_t* unwindInfo;  // whole and known (UnwindInfoSize), kept for good
};

class JitCode {
  public:
    explicit JitCode(Reclaimer* reclaimer);
    ~JitCode();
    JitCode(const JitCode&) = delete;
    JitCode& operator=(const JitCode&) = delete;

    // unwindInfo is copied. False: it is not of a known form, or there is no room for its chunk; it is not added then.
    // *replaced is set to true if other code was known to lie there.
    bool Add(uintptr_t begin, uintptr_t end, bool funclet, const uint8_t* unwindInfo, size_t size, bool* replaced);

    bool HasChunkOf(uintptr_t address) const { return FindSlot(address >> kChunkBits) != nullptr; }

    // Async-signal-safe, within a walk that is marked.
    bool Find(uintptr_t instruction, JitFunction* function) const;

    size_t MemoryBytes() const { return memoryBytes_.load(std::memory_order_relaxed); }

  private:
    static constexpr int kChunkBits = 16;
    // A program that loads and unloads code all the time gets ever new addresses for it, out of 2 GiB near libcoreclr
    // in the first place. There is room for three times that; memory is taken up by what is used.
    static constexpr size_t kSlots = 131072;  // a power of two
    static constexpr size_t kMaxChunks = kSlots * 3 / 4;

    struct Table {
        explicit Table(size_t capacity)
            : functions(new JitFunction[capacity]), begins(new uint16_t[capacity]), capacity(capacity) {}

        std::unique_ptr<JitFunction[]> functions;
        // Where they begin in the chunk, 0 for what begins before it: what is searched, in few cache lines.
        std::unique_ptr<uint16_t[]> begins;
        size_t capacity;
        std::atomic<size_t> count{0};
    };
    struct Slot {
        std::atomic<uintptr_t> chunk{0};  // + 1; 0: free. Stored last (release), never changed.
        std::atomic<const Table*> table{nullptr};
    };
    // One bit for each of some groups of chunks: most addresses that are asked about are not JIT'd code, and are told
    // by this alone, which stays in the cache.
    static constexpr size_t kFilterBits = 4096;

    static constexpr size_t kBytesOfFunction = sizeof(JitFunction) + sizeof(uint16_t);

    static size_t FilterBit(uintptr_t chunk) { return chunk % kFilterBits; }
    std::shared_ptr<Table>& Owner(const Slot* slot) { return owners_[static_cast<size_t>(slot - slots_)]; }
    Slot* FindSlot(uintptr_t chunk) const;
    Slot* FindOrAddSlot(uintptr_t chunk);
    void AddTo(Slot* slot, uintptr_t chunk, const JitFunction& function, bool* replaced);
    const uint8_t* Keep(const uint8_t* unwindInfo, size_t size);

    Reclaimer* reclaimer_;
    std::atomic<uint64_t> filter_[kFilterBits / 64] = {};
    Slot* slots_;  // kSlots of them, zero at first; null if there was no memory

    std::mutex mutex_;                // of the writers, who alone use what follows
    std::shared_ptr<Table>* owners_;  // of the tables, by slot
    size_t chunks_ = 0;
    std::unordered_set<std::string> infos_;  // few, since methods of one shape share them
    std::atomic<size_t> memoryBytes_{0};
};

}  // namespace clrscope::unwind
