#include "sampling/signal_handler.h"

#include <algorithm>
#include <atomic>

#include "platform/clock.h"
#include "platform/handler_code.h"
#include "platform/memory.h"
#include "platform/signals.h"
#include "platform/threads.h"

namespace clrscope {

using layout::Counter;
using platform::SampleSignal;
using platform::SignalOrigin;

namespace {

// Set before the handler is installed, never changed. Plain globals: a handler has no other way to reach its state.
ThreadRegistry* g_registry;
SampleWriter* g_writer;
unwind::CodeTables* g_tables;
platform::Wake* g_learner;

// Expiries that this signal stands for; 0 if it is a late one of a timer or a request that is gone.
uint64_t Expiries(const SampleSignal& signal, ThreadRecord* thread) {
    if (thread->state.load(std::memory_order_acquire) != ThreadState::Active) return 0;
    if (signal.origin != SignalOrigin::Timer) return thread->pollPending.exchange(0, std::memory_order_acq_rel);
    if (signal.timerId != thread->timerId.load(std::memory_order_relaxed)) return 0;
    uint64_t expiries = 1 + uint64_t{signal.overruns};
    const uint64_t prepaid = thread->prepaid.load(std::memory_order_relaxed);
    if (prepaid != 0) {
        const uint64_t taken = std::min(prepaid, expiries);
        thread->prepaid.fetch_sub(taken, std::memory_order_relaxed);
        expiries -= taken;
    }
    return expiries;
}

unwind::StackBounds Bounds(ThreadRecord* thread, const platform::RegisterContext& context) {
    const uintptr_t high = thread->stackHigh.load(std::memory_order_acquire);
    if (high != 0) return {thread->stackLow.load(std::memory_order_relaxed), high};
    // For the scanner. Until it has come, the part of the stack up to the thread's control block will do, if it proves
    // to be there; the system copies from it into the place of the frames.
    if (context.signalStackHigh != 0) return {};
    const uintptr_t threadPointer = platform::ThreadPointer();
    thread->seenThreadPointer.store(threadPointer, std::memory_order_relaxed);
    thread->seenSp.store(context.sp, std::memory_order_release);
    if (!platform::CanReadPages(context.sp, threadPointer, thread->frames, layout::kMaxFrames * sizeof(uint64_t))) {
        return {};
    }
    return {context.sp, threadPointer};
}

// Of the signal stack no more is needed than what is in use. The kernel found the thread on it, so it is there.
unwind::ThreadStacks* Stacks(ThreadRecord* thread, const platform::RegisterContext& context) {
    unwind::ThreadStacks& stacks = thread->stacks;
    stacks.own = Bounds(thread, context);
    stacks.signal = {context.signalStackHigh != 0 ? context.sp : 0, context.signalStackHigh};
    stacks.runtimeThread = thread->runtimeThread.load(std::memory_order_relaxed);
    return &stacks;
}

CLRSCOPE_HANDLER_CODE bool OnSample(const SampleSignal& signal, const platform::RegisterContext& context) {
    // Most of what follows has gone from the caches since the last sample; what can be told beforehand is asked for
    // now, so that it comes while the clock is read, which waits for memory, too.
    g_tables->PrefetchInterrupted(context.pc);
    g_writer->Prefetch();
    ThreadRegistry::Prefetch(signal.cookie);
    unwind::PrefetchStack(context.sp);
    const uint64_t start = platform::MonotonicNs();
    CounterPage& counters = g_writer->Counters();
    ThreadRecord* thread = nullptr;
    if (signal.origin == SignalOrigin::Anonymous) {
        thread = g_registry->FindActive(platform::CurrentThreadId());
        if (thread != nullptr && thread->pollPending.load(std::memory_order_relaxed) == 0) thread = nullptr;
    } else if (signal.origin != SignalOrigin::Foreign) {
        thread = g_registry->FromCookie(signal.cookie);
    }
    if (thread == nullptr) {
        counters.Add(Counter::SignalsForeign);
        return false;
    }
    thread->PrefetchFrames();
    const uint64_t expiries = Expiries(signal, thread);
    const uint64_t interval = thread->intervalNs.load(std::memory_order_relaxed);
    if (expiries == 0 || interval == 0) {
        counters.Add(Counter::SignalsStale);
        return true;
    }
    if (signal.origin == SignalOrigin::Timer) thread->credited.fetch_add(expiries, std::memory_order_relaxed);
    if (expiries > 1) counters.Add(Counter::TimerOverruns, expiries - 1);

    g_writer->PrefetchPlace();
    thread->walk.Begin();
    const unwind::Walk walk =
        unwind::WalkStack(context, Stacks(thread, context), g_tables, thread->frames, layout::kMaxFrames);
    thread->walk.End();
    if (walk.guessed != 0) {
        counters.Add(Counter::FramesGuessed, walk.guessed);
        g_learner->Ask();
    }
    g_writer->WriteStack(thread, start, interval * expiries, walk, thread->frames);
    counters.AddHandlerRun(platform::MonotonicNs() - start);
    return true;
}

}  // namespace

bool StartHandlingSamples(ThreadRegistry* registry, unwind::CodeTables* tables, SampleWriter* writer,
                          platform::Wake* learner) {
    g_registry = registry;
    g_tables = tables;
    g_writer = writer;
    g_learner = learner;
    return platform::InstallSampleHandler(OnSample);
}

}  // namespace clrscope
