// What is known of one thread. The signal handler gets its address in the signal's own value.
//
// Written under the registry's lock, read by the handler: hence the atomics, all relaxed unless said otherwise. A
// record's memory is never given back, so a stale address is still a record.
#pragma once

#include <atomic>
#include <cstdint>

#include "platform/cpu_timer.h"
#include "segment/layout.h"
#include "threads/expiry_schedule.h"
#include "threads/thread_context.h"
#include "unwind/reclaimer.h"
#include "unwind/thread_stacks.h"

namespace clrscope {

enum class ThreadState : uint32_t {
    Free,
    Active,
    Ended,  // its end was announced; the kernel may still list it for a moment
};

// Who sees that expiries are turned into samples.
enum class SampledBy : uint32_t {
    Nobody,
    Timer,    // its own CPU timer
    Polling,  // the poller reads its CPU clock and signals it: the kernel refused a timer
    Clock,    // never signalled: our own threads. Its CPU time is written as pseudo samples.
};

struct ThreadRecord {
    // Release when a record becomes Active: the handler's acquire then sees the rest.
    std::atomic<ThreadState> state{ThreadState::Free};
    std::atomic<int32_t> tid{0};
    uint32_t number = 0;
    bool announced = false;  // by the CLR
    bool ours = false;

    // [stackLow, stackHigh); high is stored last, with release order, and is 0 until the bounds are known.
    std::atomic<uintptr_t> stackLow{0};
    std::atomic<uintptr_t> stackHigh{0};
    // What the handler saw while the bounds were unknown, for the scanner to find them by; sp is stored last (release).
    std::atomic<uintptr_t> seenThreadPointer{0};
    std::atomic<uintptr_t> seenSp{0};

    // The runtime's object for the thread, which a walk may look into (unwind/hijack.h). 0 before and after the runtime
    // calls the thread one of its own; both are told on the thread itself.
    std::atomic<uintptr_t> runtimeThread{0};

    SampledBy sampledBy = SampledBy::Nobody;
    platform::CpuTimer timer;
    std::atomic<int32_t> timerId{-1};
    ExpirySchedule schedule;
    std::atomic<uint64_t> intervalNs{0};  // 0: the CPU kind is off
    std::atomic<uint64_t> credited{0};    // expiries of this schedule that samples stand for
    std::atomic<uint64_t> prepaid{
        0};  // of these, written without the thread's help: a late signal must not count them again
    std::atomic<uint64_t> pollPending{0};  // Polling: credited expiries that await the thread's next signal
    uint64_t endedCpuNs = 0;               // state Ended: its CPU clock at the announcement
    std::atomic<uint64_t> accountedNs{0};  // CPU time that samples (also dropped ones) stand for

    ThreadContext context{};  // written by the activity tracker on this thread, see there

    unwind::WalkMark walk;
    // Scratch, used by the handler on this thread alone.
    uint64_t* frames = nullptr;  // layout::kMaxFrames words
    unwind::ThreadStacks stacks;

    // Async-signal-safe. As many frames as most stacks have are about to be written.
    void PrefetchFrames() const {
        constexpr size_t kTypicalFrames = 32;
        constexpr size_t kCacheLine = 64 / sizeof(uint64_t);
        for (size_t at = 0; at < kTypicalFrames; at += kCacheLine) __builtin_prefetch(frames + at, 1);
    }
};

}  // namespace clrscope
