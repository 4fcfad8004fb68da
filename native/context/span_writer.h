// Writes span records to the ring: bounded in number, whole traces kept or left out.
//
// Called by the activity tracker on any thread of the application, at the start and stop of every span: it never waits
// and never allocates.
#pragma once

#include <atomic>
#include <cstdint>

#include "segment/counters.h"
#include "segment/ring.h"

namespace clrscope {

class SpanWriter {
  public:
    SpanWriter(Ring* ring, CounterPage counters) : ring_(ring), counters_(counters) {}

    // perSecond: 0..layout::kMaxSpansPerSecond. percent of the traces: 0..layout::kMaxSpanPercent.
    void Apply(uint32_t perSecond, uint32_t percent);

    // record: size bytes that begin with a layout::SpanRecord, whose header is filled in here. False: not written, and
    // counted why.
    bool Write(layout::RecordKind kind, const void* record, uint32_t size);

  private:
    // How many were let through in one second; starts and stops are counted apart.
    struct Rate {
        std::atomic<uint64_t> window{0};  // second << 32 | count
    };

    bool IsSampled(const layout::SpanIds& ids) const;
    bool Admit(Rate* rate, bool root, uint64_t nowNs);

    Ring* ring_;
    CounterPage counters_;
    std::atomic<uint32_t> perSecond_{0};
    std::atomic<uint32_t> percent_{0};
    Rate starts_;
    Rate stops_;
};

}  // namespace clrscope
