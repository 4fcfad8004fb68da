// The ring with many producers and a reader at work at the same time.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <latch>
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

class RingThreads : public testing::TestWithParam<size_t> {
  protected:
    static constexpr uint64_t kRecordsEach = 300'000;

    // Runs the producers, each calling append(producer, sequence, words) for its records, and reads what they write.
    template <typename Append>
    Totals Run(Append append) {
        running_ = static_cast<int>(GetParam());
        std::latch start(static_cast<std::ptrdiff_t>(GetParam()));
        std::vector<std::thread> threads;
        for (uint32_t producer = 0; producer < GetParam(); ++producer) {
            threads.emplace_back([&, producer] {
                std::minstd_rand random(producer + 1);
                start.arrive_and_wait();
                for (uint64_t sequence = 0; sequence < kRecordsEach; ++sequence) {
                    append(producer, sequence, static_cast<uint32_t>(random() % 64));
                }
                running_.fetch_sub(1, std::memory_order_release);
            });
        }
        ReadAll();
        for (std::thread& thread : threads) thread.join();
        return totals_;
    }

    RingMemory memory_{layout::kMinRingSize};
    // The reader met a record that is never committed, so nobody will make room any more.
    std::atomic<bool> stuck_{false};

  private:
    // Reads records as they are committed and frees them, until the producers have ended.
    void ReadAll() {
        uint64_t position = 0;
        auto deadline = std::chrono::steady_clock::now() + kPatience;
        for (;;) {
            const bool ended = running_.load(std::memory_order_acquire) == 0;
            const uint64_t before = position;
            position = ReadCommitted(position, memory_.ring.Head());
            memory_.Free(position);
            if (ended) return;
            const auto now = std::chrono::steady_clock::now();
            if (position != before) deadline = now + kPatience;
            if (now > deadline) stuck_ = true;
            std::this_thread::yield();
        }
    }

    uint64_t ReadCommitted(uint64_t position, uint64_t head) {
        while (position < head) {
            const layout::RecordHeader* header = memory_.ring.At(position);
            if (header == nullptr) break;
            if (header->kind == layout::RecordKind::Sample) Check(*reinterpret_cast<const CheckedRecord*>(header));
            position += header->size;
        }
        return position;
    }

    void Check(const CheckedRecord& record) {
        ++totals_.read;
        if (!record.IsWhole() || record.producer >= next_.size()) {
            ++totals_.broken;
            return;
        }
        if (record.sequence < next_[record.producer]) ++totals_.outOfOrder;
        next_[record.producer] = record.sequence + 1;
    }

    static constexpr auto kPatience = std::chrono::seconds(10);

    std::atomic<int> running_{0};
    std::vector<uint64_t> next_ = std::vector<uint64_t>(GetParam());
    Totals totals_;
};

TEST_P(RingThreads, EveryRecordIsReadWholeAndInItsProducersOrder) {
    const Totals totals = Run([&](uint32_t producer, uint64_t sequence, uint32_t words) {
        while (!CheckedRecord::Append(memory_.ring, producer, sequence, words) && !stuck_) std::this_thread::yield();
    });
    EXPECT_EQ(totals.broken, 0u);
    EXPECT_EQ(totals.outOfOrder, 0u);
    EXPECT_EQ(totals.read, GetParam() * kRecordsEach);
}

TEST_P(RingThreads, WhatIsNotReadWasRefused) {
    std::atomic<uint64_t> refused{0};
    const Totals totals = Run([&](uint32_t producer, uint64_t sequence, uint32_t words) {
        if (!CheckedRecord::Append(memory_.ring, producer, sequence, words)) ++refused;
    });
    EXPECT_EQ(totals.broken, 0u);
    EXPECT_EQ(totals.outOfOrder, 0u);
    EXPECT_EQ(totals.read + refused, GetParam() * kRecordsEach);
    EXPECT_GT(totals.read, 0u);
}

INSTANTIATE_TEST_SUITE_P(Producers, RingThreads, testing::Values(1, 2, 4, 8));

}  // namespace
}  // namespace clrscope
