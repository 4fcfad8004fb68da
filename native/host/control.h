// Follows the control page: what the agent asks for is put into force by the sampler and the activity tracker.
#pragma once

#include "context/activity.h"
#include "sampling/cpu_sampler.h"
#include "segment/segment_file.h"

namespace clrscope {

class Control {
  public:
    // pinned: layout::PinnedSetting, kept whatever the page says.
    Control(SegmentFile* segment, CpuSampler* sampler, Activity* activity, const ControlValues& initial,
            uint32_t pinned);

    // Applies the page if it has changed.
    void Poll();

  private:
    ControlValues ReadPage() const;
    void Adopt(const ControlValues& values);
    void Apply(uint64_t generation);

    layout::Control* page_;
    layout::Producer* producer_;
    CounterPage counters_;
    CpuSampler* sampler_;
    Activity* activity_;
    ControlValues values_;
    uint32_t pinned_;
    uint64_t seen_ = 0;
};

}  // namespace clrscope
