// The sampling half of the profiler, put together as the host does it, without a runtime. The test plays the worker's
// part.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <stdexcept>
#include <vector>

#include "sampling/cpu_sampler.h"
#include "sampling/signal_handler.h"
#include "support/temporary_segment.h"
#include "threads/thread_tracker.h"

namespace clrscope::test {

struct Sample {
    uint32_t tid;
    uint32_t threadNumber;
    uint64_t weightNs;
    layout::StopReason stopReason;
    layout::SpanIds span;
    std::vector<uint64_t> frames;

    bool IsPseudo(layout::PseudoFrame frame) const {
        return frames.size() == 1 && frames[0] == static_cast<uint64_t>(frame);
    }
};

class SamplingRig {
  public:
    // The handler is installed for good, so what it uses is never freed.
    static SamplingRig& Start() {
        static auto& rigs = *new std::vector<std::unique_ptr<SamplingRig>>();
        rigs.push_back(std::make_unique<SamplingRig>());
        return *rigs.back();
    }

    SamplingRig() {
        if (!StartHandlingSamples(registry_.get(), &tables_, &writer_, &learner_))
            throw std::runtime_error("no handler");
    }

    ThreadTracker& Tracker() { return tracker_; }
    CpuSampler& Sampler() { return sampler_; }
    ThreadRegistry& Registry() { return *registry_; }
    SegmentFile& Segment() { return *segment_; }
    unwind::CodeTables& Tables() { return tables_; }
    platform::Wake& Learner() { return learner_; }
    uint64_t Get(layout::Counter counter) { return segment_->Counters().Get(counter); }

    // Frees the whole ring, as the learner does in its page and the agent in the file. Samples() needs an unfreed one.
    void FreeRing() {
        const uint64_t head = segment_->Ring().Head();
        segment_->Producer()->learned.store(head, std::memory_order_release);
        const int fd = open(segment_->Path().c_str(), O_RDWR | O_CLOEXEC);
        const bool written = pwrite(fd, &head, sizeof(head), layout::kConsumerOffset) == sizeof(head);
        close(fd);
        if (!written) throw std::runtime_error("cannot write the consumer page");
    }

    // All samples taken so far, in the order of the ring.
    std::vector<Sample> Samples() {
        std::vector<Sample> samples;
        Ring& ring = segment_->Ring();
        const uint64_t head = ring.Head();
        for (uint64_t position = 0; position < head;) {
            const layout::RecordHeader* header = ring.At(position);
            if (header == nullptr) break;
            if (header->kind == layout::RecordKind::Sample) {
                const auto* sample = reinterpret_cast<const layout::SampleRecord*>(header);
                const auto* frames = reinterpret_cast<const uint64_t*>(sample + 1);
                samples.push_back({sample->tid,
                                   sample->threadNumber,
                                   sample->weightNs,
                                   sample->stopReason,
                                   sample->span,
                                   {frames, frames + sample->frameCount}});
            }
            position += header->size;
        }
        return samples;
    }

    // Sum of the weights of a thread's samples, of one pseudo frame if given.
    uint64_t WeightOf(int32_t tid) {
        return Sum([&](const Sample& sample) { return sample.tid == static_cast<uint32_t>(tid); });
    }
    uint64_t WeightOf(int32_t tid, layout::PseudoFrame frame) {
        return Sum(
            [&](const Sample& sample) { return sample.tid == static_cast<uint32_t>(tid) && sample.IsPseudo(frame); });
    }
    template <typename Predicate>
    uint64_t Sum(Predicate predicate) {
        uint64_t sum = 0;
        for (const Sample& sample : Samples()) {
            if (predicate(sample)) sum += sample.weightNs;
        }
        return sum;
    }

  private:
    TemporarySegment segment_;
    std::unique_ptr<ThreadRegistry> registry_ =
        ThreadRegistry::Create(segment_->Counters(), &segment_->Journal(), 1024);
    unwind::CodeTables tables_;
    SampleWriter writer_{&segment_->Ring(), segment_->Counters()};
    platform::Wake learner_;
    CpuSampler sampler_{registry_.get(), &writer_};
    ThreadTracker tracker_{registry_.get(), &sampler_};
};

}  // namespace clrscope::test
