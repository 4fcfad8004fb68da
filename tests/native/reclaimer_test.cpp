// Retired memory is freed once the walks that may read it have ended, and not before.
#include "unwind/reclaimer.h"

#include <gtest/gtest.h>

#include <thread>

namespace clrscope::unwind {
namespace {

class ReclaimerTest : public testing::Test {
  protected:
    // Something retired, and whether it is still there.
    std::weak_ptr<const int> Retire() {
        auto memory = std::make_shared<const int>(7);
        std::weak_ptr<const int> weak = memory;
        reclaimer_.Retire(std::move(memory));
        return weak;
    }
    void Collect() {
        reclaimer_.Collect([this](auto visit) {
            for (const WalkMark& mark : marks_) visit(mark);
        });
    }

    Reclaimer reclaimer_;
    WalkMark marks_[2];
};

TEST_F(ReclaimerTest, MemoryStaysUntilItIsCollected) {
    const auto memory = Retire();
    EXPECT_FALSE(memory.expired());
    Collect();
    EXPECT_TRUE(memory.expired());
}

TEST_F(ReclaimerTest, AWalkKeepsWhatWasRetiredWhileItWasUnderWay) {
    marks_[0].Begin();
    const auto memory = Retire();
    Collect();
    Collect();
    EXPECT_FALSE(memory.expired());
    marks_[0].End();
    EXPECT_FALSE(memory.expired());
    Collect();
    EXPECT_TRUE(memory.expired());
}

TEST_F(ReclaimerTest, AllWalksCount) {
    marks_[0].Begin();
    marks_[1].Begin();
    const auto memory = Retire();
    Collect();
    marks_[1].End();
    Collect();
    EXPECT_FALSE(memory.expired());
    marks_[0].End();
    Collect();
    EXPECT_TRUE(memory.expired());
}

TEST_F(ReclaimerTest, AnotherWalkOfTheSameThreadIsNotWaitedFor) {
    marks_[0].Begin();
    const auto memory = Retire();
    Collect();
    marks_[0].End();
    marks_[0].Begin();
    Collect();
    EXPECT_TRUE(memory.expired());
    marks_[0].End();
}

TEST_F(ReclaimerTest, WhatIsRetiredLaterWaitsForItself) {
    marks_[0].Begin();
    const auto first = Retire();
    Collect();
    marks_[0].End();
    marks_[1].Begin();
    const auto second = Retire();
    Collect();
    EXPECT_TRUE(first.expired());
    EXPECT_FALSE(second.expired());
    marks_[1].End();
    Collect();
    EXPECT_TRUE(second.expired());
}

TEST_F(ReclaimerTest, MarksTellWhetherAWalkIsUnderWay) {
    EXPECT_FALSE(WalkMark::IsUnderWay(marks_[0].Walks()));
    marks_[0].Begin();
    EXPECT_TRUE(WalkMark::IsUnderWay(marks_[0].Walks()));
    marks_[0].End();
    EXPECT_FALSE(WalkMark::IsUnderWay(marks_[0].Walks()));
    EXPECT_EQ(marks_[0].Walks(), 2u);
}

// The memory says itself that it has gone, so that this needs no sanitizer to fail.
TEST_F(ReclaimerTest, NoWalkReadsWhatHasBeenFreed) {
    struct Table {
        std::atomic<bool> alive{true};
        ~Table() { alive = false; }
    };
    // Not given back to the allocator at once, so that it can be read.
    static std::vector<std::unique_ptr<std::aligned_storage_t<sizeof(Table), alignof(Table)>>> storage;
    const auto make = [] {
        storage.push_back(std::make_unique<std::aligned_storage_t<sizeof(Table), alignof(Table)>>());
        return std::shared_ptr<Table>(new (storage.back().get()) Table, [](Table* table) { table->~Table(); });
    };
    std::shared_ptr<Table> owner = make();
    std::atomic<Table*> current{owner.get()};
    std::atomic<bool> done{false};
    std::atomic<uint64_t> wrong{0};
    const auto walk = [&](WalkMark* mark) {
        while (!done) {
            mark->Begin();
            const Table* table = current.load(std::memory_order_acquire);
            for (int i = 0; i < 20; ++i) {
                if (!table->alive.load(std::memory_order_relaxed)) ++wrong;
            }
            mark->End();
        }
    };
    std::thread walkers[] = {std::thread(walk, &marks_[0]), std::thread(walk, &marks_[1])};
    for (int i = 0; i < 3000; ++i) {
        std::shared_ptr<Table> next = make();
        current.store(next.get(), std::memory_order_release);
        reclaimer_.Retire(std::exchange(owner, std::move(next)));
        Collect();
    }
    done = true;
    for (std::thread& walker : walkers) walker.join();
    EXPECT_EQ(wrong, 0u);
}

}  // namespace
}  // namespace clrscope::unwind
