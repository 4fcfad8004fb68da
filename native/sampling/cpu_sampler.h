// Samples threads by their CPU time. Every expiry of a thread's schedule becomes part of exactly one sample's weight.
//
// The kernel looks at CPU timers on its tick only, so a thread that lives for less than a tick or two often ends before
// an expiry that was due is seen. What such threads used is still known exactly, as the process's CPU clock less the
// clocks of the threads that live; what samples do not stand for is written as PseudoFrame::ThreadEnd.
#pragma once

#include "sampling/sample_writer.h"
#include "threads/thread_registry.h"
#include "threads/thread_tracker.h"

namespace clrscope {

class CpuSampler : public ThreadObserver {
  public:
    CpuSampler(ThreadRegistry* registry, SampleWriter* writer);

    // Takes effect on all threads at once. hz is within layout::kMinCpuHz..kMaxCpuHz. Off: no timer exists.
    void Apply(bool enabled, uint32_t hz);

    // Writes what is due on threads that are never signalled (ours).
    void CreditOwnThreads();

    // One pass over the threads that the kernel refused a timer: reads their clocks and signals those that are due.
    void Poll();
    // There are such threads, so somebody must call Poll about every interval.
    bool NeedsPolling() const { return polled_.load(std::memory_order_relaxed) > 0; }
    uint64_t IntervalNs() const { return intervalNs_.load(std::memory_order_relaxed); }

    // The runtime is shutting down: credits what the kernel's tick still owes.
    void CreditAll();

    void OnThreadFound(ThreadRecord* thread, layout::PseudoFrame earlier) override;
    void OnThreadEnding(ThreadRecord* thread) override;
    void OnThreadBack(ThreadRecord* thread) override;
    void OnThreadGone(ThreadRecord* thread) override;
    void OnThreadScanned(ThreadRecord* thread) override;
    void OnScanning() override;
    void OnScanned() override;

  private:
    void Begin(ThreadRecord* thread, uint64_t startCpuNs);
    void Stop(ThreadRecord* thread);
    uint64_t Missing(const ThreadRecord& thread) const;
    void CreditMissing(ThreadRecord* thread, layout::PseudoFrame frame);
    uint64_t DepartedCpuNs();
    uint64_t Random();

    ThreadRegistry* registry_;
    SampleWriter* writer_;
    std::atomic<uint64_t> intervalNs_{0};  // 0: off. Written under the registry's lock.
    std::atomic<uint32_t> polled_{0};
    // Under the registry's lock. CPU time of threads that are gone: as far as it is accounted for, and all of it when
    // the scan began.
    uint64_t departedNs_ = 0;
    uint64_t usedNs_ = 0;
    uint64_t randomState_;
};

}  // namespace clrscope
