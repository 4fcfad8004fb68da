#include "sampling/cpu_sampler.h"

#include "platform/clock.h"
#include "platform/signals.h"
#include "platform/threads.h"

namespace clrscope {

using layout::Counter;
using layout::PseudoFrame;

namespace {

constexpr uint64_t kNsPerSecond = 1'000'000'000;

// Below this, CPU time from before a thread was found is left to its schedule, which then begins at the thread's birth:
// one sample of the thread as it is stands for it. Above it, the amount is known but what ran is not, and says so.
constexpr uint64_t kEarlierNs = 1'000'000;

// A signal this long overdue was not delayed by the kernel's tick (10 ms at HZ=100), so the thread may have it blocked.
constexpr uint64_t kOverdueNs = 50'000'000;

}  // namespace

CpuSampler::CpuSampler(ThreadRegistry* registry, SampleWriter* writer)
    : registry_(registry), writer_(writer), randomState_(platform::RealtimeNs()) {}

void CpuSampler::Apply(bool enabled, uint32_t hz) {
    std::lock_guard lock(registry_->Lock());
    const uint64_t interval = enabled ? kNsPerSecond / hz : 0;
    if (interval == intervalNs_) return;
    if (intervalNs_ == 0) departedNs_ = DepartedCpuNs();
    intervalNs_ = interval;
    registry_->ForEach([&](ThreadRecord* thread) {
        if (thread->state != ThreadState::Active) return;
        Stop(thread);
        uint64_t cpu;
        if (interval != 0 && platform::ThreadCpuNs(thread->tid, &cpu)) Begin(thread, cpu);
    });
}

void CpuSampler::OnThreadFound(ThreadRecord* thread, PseudoFrame earlier) {
    uint64_t cpu;
    if (intervalNs_ == 0 || !platform::ThreadCpuNs(thread->tid, &cpu)) return;
    if (cpu < kEarlierNs) {
        Begin(thread, 0);
    } else {
        Begin(thread, cpu);
        thread->accountedNs = 0;
        writer_->WritePseudo(thread, earlier, cpu);
    }
}

void CpuSampler::OnThreadEnding(ThreadRecord* thread) {
    const platform::SampleSignalBlock block;
    Stop(thread);
    uint64_t cpu;
    if (platform::ThreadCpuNs(thread->tid, &cpu)) thread->endedCpuNs = cpu;
}

void CpuSampler::OnThreadBack(ThreadRecord* thread) {
    if (intervalNs_ == 0) return;
    const uint64_t accounted = thread->accountedNs;
    Begin(thread, thread->endedCpuNs);
    thread->accountedNs = accounted;
}

void CpuSampler::OnThreadGone(ThreadRecord* thread) {
    departedNs_ += thread->accountedNs;
}

void CpuSampler::OnScanning() {
    if (intervalNs_ != 0) usedNs_ = DepartedCpuNs();
}

void CpuSampler::OnScanned() {
    if (intervalNs_ == 0) return;
    // What was used when the scan began, for the samples of a thread that ended since are not in departedNs_ yet: it
    // would be credited twice. Less than nothing: samples stand for more than their threads used, which the next ones
    // make up for.
    if (usedNs_ < departedNs_ + intervalNs_) return;
    writer_->WritePseudo(nullptr, PseudoFrame::ThreadEnd, usedNs_ - departedNs_);
    departedNs_ = usedNs_;
}

uint64_t CpuSampler::DepartedCpuNs() {
    // The process's clock first: a live thread that runs on meanwhile then makes the difference smaller, never larger.
    // The kernel's list, not the registry: a live thread that was not found yet has not departed.
    const uint64_t process = platform::ProcessCpuNs();
    uint64_t live = 0;
    for (const int32_t tid : platform::ThreadIds()) {
        uint64_t cpu;
        if (platform::ThreadCpuNs(tid, &cpu)) live += cpu;
    }
    return process > live ? process - live : 0;
}

void CpuSampler::OnThreadScanned(ThreadRecord* thread) {
    if (thread->sampledBy != SampledBy::Timer) return;
    if (Missing(*thread) * thread->schedule.intervalNs < kOverdueNs) return;
    if (platform::BlocksSampleSignal(thread->tid)) CreditMissing(thread, PseudoFrame::SignalBlocked);
}

void CpuSampler::CreditOwnThreads() {
    std::lock_guard lock(registry_->Lock());
    registry_->ForEach([&](ThreadRecord* thread) {
        if (thread->sampledBy == SampledBy::Clock) CreditMissing(thread, PseudoFrame::Profiler);
    });
}

void CpuSampler::CreditAll() {
    std::lock_guard lock(registry_->Lock());
    registry_->ForEach([&](ThreadRecord* thread) {
        if (thread->sampledBy == SampledBy::Nobody) return;
        CreditMissing(thread, thread->ours ? PseudoFrame::Profiler : PseudoFrame::ProcessEnd);
    });
}

void CpuSampler::Poll() {
    std::lock_guard lock(registry_->Lock());
    registry_->ForEach([&](ThreadRecord* thread) {
        if (thread->sampledBy != SampledBy::Polling) return;
        const uint64_t missing = Missing(*thread);
        thread->credited.fetch_add(missing, std::memory_order_relaxed);
        if (thread->pollPending.fetch_add(missing, std::memory_order_acq_rel) + missing == 0) return;
        if (platform::SendSampleSignal(thread->tid, thread)) writer_->Counters().Add(Counter::PollSignalsSent);
    });
}

void CpuSampler::Begin(ThreadRecord* thread, uint64_t startCpuNs) {
    const uint64_t interval = intervalNs_;
    thread->schedule = ExpirySchedule::From(startCpuNs, interval, Random());
    thread->credited = 0;
    thread->prepaid = 0;
    thread->pollPending = 0;
    thread->accountedNs = startCpuNs;
    thread->intervalNs = interval;
    if (thread->ours) {
        thread->sampledBy = SampledBy::Clock;
    } else if (thread->timer.Create(thread->tid, thread)) {
        thread->sampledBy = SampledBy::Timer;
        thread->timerId.store(thread->timer.Id(), std::memory_order_relaxed);
        thread->timer.Arm(thread->schedule.firstNs, interval);
        writer_->Counters().Add(Counter::TimersArmed);
    } else {
        thread->sampledBy = SampledBy::Polling;
        polled_.fetch_add(1, std::memory_order_relaxed);
        writer_->Counters().Add(Counter::TimersRefused);
    }
}

void CpuSampler::Stop(ThreadRecord* thread) {
    if (thread->sampledBy == SampledBy::Timer) {
        thread->timerId.store(-1, std::memory_order_relaxed);
        thread->timer.Delete();
        writer_->Counters().Subtract(Counter::TimersArmed);
    } else if (thread->sampledBy == SampledBy::Polling) {
        polled_.fetch_sub(1, std::memory_order_relaxed);
    }
    thread->sampledBy = SampledBy::Nobody;
    thread->intervalNs = 0;
    thread->schedule = {};
}

uint64_t CpuSampler::Missing(const ThreadRecord& thread) const {
    uint64_t cpu;
    if (!platform::ThreadCpuNs(thread.tid, &cpu)) return 0;
    const uint64_t due = thread.schedule.ExpiriesBy(cpu);
    const uint64_t credited = thread.credited.load(std::memory_order_relaxed);
    return due > credited ? due - credited : 0;
}

void CpuSampler::CreditMissing(ThreadRecord* thread, PseudoFrame frame) {
    const uint64_t missing = Missing(*thread);
    thread->credited.fetch_add(missing, std::memory_order_relaxed);
    if (thread->sampledBy == SampledBy::Timer) thread->prepaid.fetch_add(missing, std::memory_order_relaxed);
    const uint64_t expiries = missing + thread->pollPending.exchange(0, std::memory_order_acq_rel);
    if (expiries != 0) writer_->WritePseudo(thread, frame, expiries * thread->schedule.intervalNs);
}

// splitmix64 (Steele, Lea, Flood, 2014): phases need to be spread evenly, not to be secret.
uint64_t CpuSampler::Random() {
    uint64_t z = randomState_ += 0x9E3779B97F4A7C15;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
}

}  // namespace clrscope
