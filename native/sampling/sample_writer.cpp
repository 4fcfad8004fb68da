#include "sampling/sample_writer.h"

#include "platform/clock.h"
#include "platform/handler_code.h"

namespace clrscope {

using layout::Counter;

CLRSCOPE_HANDLER_CODE void SampleWriter::WriteStack(ThreadRecord* thread, uint64_t timeNs, uint64_t weightNs,
                                                    const unwind::Walk& walk, const uint64_t* frames) {
    const bool use = usesContexts_.load(std::memory_order_relaxed);
    Write(thread, use ? &thread->context : nullptr, timeNs, weightNs, walk, frames);
}

CLRSCOPE_HANDLER_CODE void SampleWriter::Write(ThreadRecord* thread, const ThreadContext* context, uint64_t timeNs,
                                               uint64_t weightNs, const unwind::Walk& walk, const uint64_t* frames) {
    counters_.AddStop(walk.reason);
    if (thread != nullptr) thread->accountedNs.fetch_add(weightNs, std::memory_order_relaxed);
    Ring::Reservation place;
    const auto size = static_cast<uint32_t>(sizeof(layout::SampleRecord) + walk.frameCount * sizeof(uint64_t));
    if (!ring_->Reserve(size, &place)) {
        counters_.Add(Counter::SamplesDroppedRingFull);
        counters_.Add(Counter::DroppedWeightNs, weightNs);
        return;
    }
    auto* sample = reinterpret_cast<layout::SampleRecord*>(place.at);
    sample->timeNs = timeNs;
    sample->tid = thread == nullptr ? 0 : static_cast<uint32_t>(thread->tid.load(std::memory_order_relaxed));
    sample->threadNumber = thread == nullptr ? 0 : thread->number;
    sample->weightNs = weightNs;
    sample->sampleKind = layout::SampleKind::Cpu;
    sample->stopReason = walk.reason;
    sample->frameCount = static_cast<uint16_t>(walk.frameCount);
    sample->reserved = 0;
    if (context != nullptr && ReadContext(*context, &sample->span)) {
        counters_.Add(Counter::SamplesWithSpan);
    } else {
        sample->span = {};
    }
    auto* to = reinterpret_cast<uint64_t*>(sample + 1);
    for (uint32_t i = 0; i < walk.frameCount; ++i) to[i] = frames[i];
    ring_->Commit(place, layout::RecordKind::Sample);
    counters_.Add(Counter::SamplesCommitted);
    counters_.Add(Counter::SampleWeightNs, weightNs);
}

void SampleWriter::WritePseudo(ThreadRecord* thread, layout::PseudoFrame frame, uint64_t weightNs) {
    const auto pc = static_cast<uint64_t>(frame);
    Write(thread, nullptr, platform::MonotonicNs(), weightNs, {1, layout::StopReason::NotWalked, 0}, &pc);
}

}  // namespace clrscope
