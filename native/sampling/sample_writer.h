// Writes sample records to the ring. Async-signal-safe.
#pragma once

#include <cstdint>

#include "segment/counters.h"
#include "segment/layout.h"
#include "segment/ring.h"
#include "threads/thread_record.h"
#include "unwind/stack_walk.h"

namespace clrscope {

class SampleWriter {
  public:
    SampleWriter(Ring* ring, CounterPage counters) : ring_(ring), counters_(counters) {}

    // A stack is about to be written: what that touches is fetched while it is being walked.
    void Prefetch() const {
        ring_->PrefetchPositions();
        counters_.Prefetch();
    }
    void PrefetchPlace() const { ring_->PrefetchPlace(); }

    // frames: walk.frameCount program counters. A full ring drops the sample and counts it.
    void WriteStack(ThreadRecord* thread, uint64_t timeNs, uint64_t weightNs, const unwind::Walk& walk,
                    const uint64_t* frames);
    // CPU time that is known by amount only. thread may be null: of threads that are gone.
    void WritePseudo(ThreadRecord* thread, layout::PseudoFrame frame, uint64_t weightNs);

    CounterPage& Counters() { return counters_; }

  private:
    Ring* ring_;
    CounterPage counters_;
};

}  // namespace clrscope
