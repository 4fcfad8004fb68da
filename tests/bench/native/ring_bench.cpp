// Appending sample-sized records to the ring, alone and with other threads doing the same.
#include <benchmark/benchmark.h>

#include <cstring>

#include "support/ring_memory.h"

namespace {

using clrscope::Ring;
using clrscope::test::RingMemory;
namespace layout = clrscope::layout;

constexpr uint64_t kRingSize = 8 << 20;

// Argument: frames of a sample. The threads share one ring; whoever finds it full stands in for the readers and frees
// it.
void RingAppend(benchmark::State& state) {
    static RingMemory memory(kRingSize);
    const auto frames = static_cast<uint32_t>(state.range(0));
    const auto size = static_cast<uint32_t>(sizeof(layout::SampleRecord) + frames * sizeof(uint64_t));
    uint64_t stack[layout::kMaxFrames] = {};
    for (auto _ : state) {
        Ring::Reservation place{};
        while (!memory.ring.Reserve(size, &place)) memory.Free(memory.ring.Head());
        std::memcpy(place.at + sizeof(layout::SampleRecord), stack, frames * sizeof(uint64_t));
        memory.ring.Commit(place, layout::RecordKind::Sample);
    }
    state.SetItemsProcessed(state.iterations());
    state.SetBytesProcessed(state.iterations() * size);
}
BENCHMARK(RingAppend)->Arg(5)->Arg(36)->Arg(500)->ThreadRange(1, 8)->UseRealTime();

void RingFull(benchmark::State& state) {
    RingMemory memory(layout::kMinRingSize);
    Ring::Reservation place{};
    while (memory.ring.Reserve(1024, &place)) memory.ring.Commit(place, layout::RecordKind::Sample);
    for (auto _ : state) benchmark::DoNotOptimize(memory.ring.Reserve(336, &place));
}
BENCHMARK(RingFull);

}  // namespace
