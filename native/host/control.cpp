#include "host/control.h"

namespace clrscope {

namespace {

bool IsAllowed(const layout::Control& page, const ControlValues& values) {
    return page.cpuEnabled.load(std::memory_order_relaxed) <= 1 && values.cpuHz >= layout::kMinCpuHz &&
           values.cpuHz <= layout::kMaxCpuHz && page.activityEnabled.load(std::memory_order_relaxed) <= 1 &&
           values.spansPerSecond <= layout::kMaxSpansPerSecond && values.spanPercent <= layout::kMaxSpanPercent;
}

}  // namespace

Control::Control(SegmentFile* segment, CpuSampler* sampler, Activity* activity, const ControlValues& initial,
                 uint32_t pinned)
    : page_(segment->Control()),
      producer_(segment->Producer()),
      counters_(segment->Counters()),
      sampler_(sampler),
      activity_(activity),
      values_(initial),
      pinned_(pinned) {
    Apply(0);
}

void Control::Poll() {
    // A sequence lock's reader: an odd generation, or one that changed meanwhile, means to look again at the next poll.
    const uint64_t generation = page_->generation.load(std::memory_order_acquire);
    if (generation == seen_ || generation % 2 != 0) return;
    const ControlValues values = ReadPage();
    const bool allowed = IsAllowed(*page_, values);
    std::atomic_thread_fence(std::memory_order_acquire);
    if (page_->generation.load(std::memory_order_relaxed) != generation) return;
    seen_ = generation;
    if (!allowed) {
        counters_.Add(layout::Counter::ControlRejected);
        return;
    }
    Adopt(values);
    Apply(generation);
}

ControlValues Control::ReadPage() const {
    return {page_->cpuEnabled.load(std::memory_order_relaxed) == 1, page_->cpuHz.load(std::memory_order_relaxed),
            page_->activityEnabled.load(std::memory_order_relaxed) == 1,
            page_->spansPerSecond.load(std::memory_order_relaxed), page_->spanPercent.load(std::memory_order_relaxed)};
}

void Control::Adopt(const ControlValues& values) {
    const auto follows = [this](layout::PinnedSetting setting) { return (pinned_ & setting) == 0; };
    if (follows(layout::kPinnedCpuEnabled)) values_.cpuEnabled = values.cpuEnabled;
    if (follows(layout::kPinnedCpuHz)) values_.cpuHz = values.cpuHz;
    if (follows(layout::kPinnedActivityEnabled)) values_.activityEnabled = values.activityEnabled;
    if (follows(layout::kPinnedSpansPerSecond)) values_.spansPerSecond = values.spansPerSecond;
    if (follows(layout::kPinnedSpanPercent)) values_.spanPercent = values.spanPercent;
}

void Control::Apply(uint64_t generation) {
    sampler_->Apply(values_.cpuEnabled, values_.cpuHz);
    activity_->Apply(values_.activityEnabled, values_.spansPerSecond, values_.spanPercent);
    producer_->appliedCpuEnabled.store(values_.cpuEnabled ? 1 : 0, std::memory_order_relaxed);
    producer_->appliedCpuHz.store(values_.cpuHz, std::memory_order_relaxed);
    producer_->appliedActivityEnabled.store(values_.activityEnabled ? 1 : 0, std::memory_order_relaxed);
    producer_->appliedGeneration.store(generation, std::memory_order_release);
}

}  // namespace clrscope
