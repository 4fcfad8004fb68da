// Follows the control page: what the agent asks for is put into force by the sampler.
#pragma once

#include "sampling/cpu_sampler.h"
#include "segment/segment_file.h"

namespace clrscope {

class Control {
  public:
    // pinned: layout::PinnedSetting, kept whatever the page says.
    Control(SegmentFile* segment, CpuSampler* sampler, bool cpuEnabled, uint32_t cpuHz, uint32_t pinned);

    // Applies the page if it has changed.
    void Poll();

  private:
    void Apply(uint64_t generation);

    layout::Control* page_;
    layout::Producer* producer_;
    CounterPage counters_;
    CpuSampler* sampler_;
    bool cpuEnabled_;
    uint32_t cpuHz_;
    uint32_t pinned_;
    uint64_t seen_ = 0;
};

}  // namespace clrscope
