#include "host/control.h"

namespace clrscope {

Control::Control(SegmentFile* segment, CpuSampler* sampler, bool cpuEnabled, uint32_t cpuHz, uint32_t pinned)
    : page_(segment->Control()),
      producer_(segment->Producer()),
      counters_(segment->Counters()),
      sampler_(sampler),
      cpuEnabled_(cpuEnabled),
      cpuHz_(cpuHz),
      pinned_(pinned) {
    Apply(0);
}

void Control::Poll() {
    // A sequence lock's reader: an odd generation, or one that changed meanwhile, means to look again at the next poll.
    const uint64_t generation = page_->generation.load(std::memory_order_acquire);
    if (generation == seen_ || generation % 2 != 0) return;
    const uint32_t enabled = page_->cpuEnabled.load(std::memory_order_relaxed);
    const uint32_t hz = page_->cpuHz.load(std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_acquire);
    if (page_->generation.load(std::memory_order_relaxed) != generation) return;
    seen_ = generation;
    if (enabled > 1 || hz < layout::kMinCpuHz || hz > layout::kMaxCpuHz) {
        counters_.Add(layout::Counter::ControlRejected);
        return;
    }
    if ((pinned_ & layout::kPinnedCpuEnabled) == 0) cpuEnabled_ = enabled == 1;
    if ((pinned_ & layout::kPinnedCpuHz) == 0) cpuHz_ = hz;
    Apply(generation);
}

void Control::Apply(uint64_t generation) {
    sampler_->Apply(cpuEnabled_, cpuHz_);
    producer_->appliedCpuEnabled.store(cpuEnabled_ ? 1 : 0, std::memory_order_relaxed);
    producer_->appliedCpuHz.store(cpuHz_, std::memory_order_relaxed);
    producer_->appliedGeneration.store(generation, std::memory_order_release);
}

}  // namespace clrscope
