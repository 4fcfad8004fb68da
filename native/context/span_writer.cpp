#include "context/span_writer.h"

#include <cstring>

namespace clrscope {

using layout::Counter;
using layout::RecordKind;

namespace {

constexpr uint64_t kSecondNs = 1'000'000'000;

// A part of the ring that is for samples alone: however many spans there are, CPU time is not lost to them.
constexpr uint64_t kSamplesPart = 4;

bool IsRoot(const layout::SpanIds& ids) {
    return std::memcmp(ids.spanId, ids.rootSpanId, sizeof(ids.spanId)) == 0;
}

bool MakesSense(RecordKind kind, const void* record, uint32_t size) {
    return (kind == RecordKind::SpanStart || kind == RecordKind::SpanStop) && record != nullptr &&
           size >= sizeof(layout::SpanRecord) && size <= layout::kMaxSpanRecord;
}

}  // namespace

void SpanWriter::Apply(uint32_t perSecond, uint32_t percent) {
    perSecond_.store(perSecond, std::memory_order_relaxed);
    percent_.store(percent, std::memory_order_relaxed);
}

bool SpanWriter::Write(RecordKind kind, const void* record, uint32_t size) {
    if (!MakesSense(kind, record, size)) {
        counters_.Add(Counter::SpansRejected);
        return false;
    }
    const auto& span = *static_cast<const layout::SpanRecord*>(record);
    const layout::SpanIds& ids = span.span;
    const bool root = IsRoot(ids);
    // Local roots give their samples a name, so they are kept whatever their trace.
    if (!root && !IsSampled(ids)) {
        counters_.Add(Counter::SpansNotSampled);
        return false;
    }
    const bool start = kind == RecordKind::SpanStart;
    if (!Admit(start ? &starts_ : &stops_, root, start ? span.startNs : span.endNs)) {
        counters_.Add(Counter::SpansOverRate);
        return false;
    }
    Ring::Reservation place;
    if (!ring_->Reserve(size, &place, ring_->Size() / kSamplesPart)) {
        counters_.Add(Counter::SpansDroppedRingFull);
        return false;
    }
    // Before the copy: an atomic addition waits until all stores before it are done, and those into the ring take long.
    counters_.Add(Counter::SpansRecorded);
    // The header is the ring's: its commit word must not be written before Commit.
    constexpr size_t header = sizeof(layout::RecordHeader);
    std::memcpy(place.at + header, static_cast<const std::byte*>(record) + header, size - header);
    std::memset(place.at + size, 0, place.size - size);
    ring_->Commit(place, kind);
    return true;
}

bool SpanWriter::IsSampled(const layout::SpanIds& ids) const {
    const uint32_t percent = percent_.load(std::memory_order_relaxed);
    if (percent >= layout::kMaxSpanPercent) return true;
    // The low half of a trace id is random by W3C trace context, so every process decides alike.
    uint64_t low;
    std::memcpy(&low, ids.traceId + 8, sizeof(low));
    return low % layout::kMaxSpanPercent < percent;
}

bool SpanWriter::Admit(Rate* rate, bool root, uint64_t nowNs) {
    const uint64_t limit = perSecond_.load(std::memory_order_relaxed);
    // The last quarter is for local roots: without theirs, the samples of a whole request would have no endpoint.
    const uint64_t allowed = root ? limit : limit - limit / 4;
    const uint64_t second = (nowNs / kSecondNs) << 32;
    // Relaxed, as nothing else depends on it.
    uint64_t window = rate->window.load(std::memory_order_relaxed);
    for (;;) {
        const uint64_t current = (window & ~uint64_t{UINT32_MAX}) == second ? window : second;
        if ((current & UINT32_MAX) >= allowed) return false;
        if (rate->window.compare_exchange_weak(window, current + 1, std::memory_order_relaxed)) return true;
    }
}

}  // namespace clrscope
