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

    // On the thread itself, for its span. frames: walk.frameCount program counters. A full ring drops the sample and
    // counts it.
    void WriteStack(ThreadRecord* thread, uint64_t timeNs, uint64_t weightNs, const unwind::Walk& walk,
                    const uint64_t* frames);
    // CPU time that is known by amount only. thread may be null: of threads that are gone.
    void WritePseudo(ThreadRecord* thread, layout::PseudoFrame frame, uint64_t weightNs);

    // Whether samples tell their span. A context that was written before it was switched off stays until its thread's
    // next change.
    void UseContexts(bool use) { usesContexts_.store(use, std::memory_order_relaxed); }

    CounterPage& Counters() { return counters_; }

  private:
    // context: the span that the sample belongs to; null: none.
    void Write(ThreadRecord* thread, const ThreadContext* context, uint64_t timeNs, uint64_t weightNs,
               const unwind::Walk& walk, const uint64_t* frames);

    Ring* ring_;
    CounterPage counters_;
    std::atomic<bool> usesContexts_{true};
};

}  // namespace clrscope
