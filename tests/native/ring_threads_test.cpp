// The ring with many producers and a reader at work at the same time.
#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <thread>
#include <vector>

#include "support/checked_record.h"
#include "support/ring_memory.h"

namespace clrscope {
namespace {

using test::CheckedRecord;
using test::RingMemory;

struct Totals {
    uint64_t read = 0;
    uint64_t broken = 0;
    uint64_t outOfOrder = 0;
};

// Reads records as they are committed, frees them, and ends when the producers have and all is read.
Totals ReadAll(RingMemory& memory, const std::atomic<int>& running, size_t producers) {
    Totals totals;
    std::vector<uint64_t> next(producers);
    uint64_t position = 0;
    for (;;) {
        const bool ended = running.load(std::memory_order_acquire) == 0;
        const uint64_t head = memory.ring.Head();
        while (position < head) {
            const layout::RecordHeader* header = memory.ring.At(position);
            if (header == nullptr) break;
            if (header->kind == layout::RecordKind::Sample) {
                const auto* record = reinterpret_cast<const CheckedRecord*>(header);
                ++totals.read;
                if (!record->IsWhole() || record->producer >= producers) {
                    ++totals.broken;
                } else {
                    if (record->sequence < next[record->producer]) ++totals.outOfOrder;
                    next[record->producer] = record->sequence + 1;
                }
            }
            position += header->size;
        }
        memory.Free(position);
        if (ended && position == head) return totals;
        std::this_thread::yield();
    }
}

class RingThreads : public testing::TestWithParam<size_t> {};

TEST_P(RingThreads, EveryRecordIsReadWholeOrCountedAsDropped) {
    const size_t producers = GetParam();
    constexpr uint64_t kRecordsEach = 50'000;
    RingMemory memory(layout::kMinRingSize);
    std::atomic<uint64_t> dropped{0};
    std::atomic<int> running{static_cast<int>(producers)};

    std::vector<std::thread> threads;
    for (size_t producer = 0; producer < producers; ++producer) {
        threads.emplace_back([&, producer] {
            std::minstd_rand random(static_cast<unsigned>(producer + 1));
            for (uint64_t sequence = 0; sequence < kRecordsEach; ++sequence) {
                const auto words = static_cast<uint32_t>(random() % layout::kMaxFrames);
                if (!CheckedRecord::Append(memory.ring, static_cast<uint32_t>(producer), sequence, words)) ++dropped;
            }
            running.fetch_sub(1, std::memory_order_release);
        });
    }
    const Totals totals = ReadAll(memory, running, producers);
    for (std::thread& thread : threads) thread.join();

    EXPECT_EQ(totals.broken, 0u);
    EXPECT_EQ(totals.outOfOrder, 0u);
    EXPECT_EQ(totals.read + dropped, producers * kRecordsEach);
    EXPECT_GT(totals.read, 0u);
}

INSTANTIATE_TEST_SUITE_P(Producers, RingThreads, testing::Values(1, 2, 4, 8));

}  // namespace
}  // namespace clrscope
