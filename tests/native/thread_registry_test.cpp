// The registry's records: handed out, found by signal and by thread id, given back and used again.
#include "threads/thread_registry.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "support/journal_records.h"
#include "support/temporary_segment.h"

namespace clrscope {
namespace {

using layout::Counter;
using layout::JournalKind;

class ThreadRegistryTest : public testing::Test {
  protected:
    std::unique_ptr<ThreadRegistry> Create(size_t capacity) {
        auto registry = ThreadRegistry::Create(segment_->Counters(), &segment_->Journal(), capacity);
        EXPECT_NE(registry, nullptr);
        return registry;
    }
    uint64_t Get(Counter counter) { return segment_->Counters().Get(counter); }

    test::TemporarySegment segment_{layout::kMinRingSize};
};

TEST_F(ThreadRegistryTest, ARecordIsFoundByItsThreadAndByItsOwnAddress) {
    const auto registry = Create(8);
    EXPECT_EQ(registry->Find(100), nullptr);
    ThreadRecord* record = registry->Add(100, true, {0x1000, 0x2000});
    ASSERT_NE(record, nullptr);
    EXPECT_EQ(record->number, 1u);
    EXPECT_EQ(record->state, ThreadState::Active);
    EXPECT_EQ(record->stackLow, 0x1000u);
    EXPECT_EQ(record->stackHigh, 0x2000u);
    EXPECT_TRUE(record->announced);
    EXPECT_EQ(registry->Find(100), record);
    EXPECT_EQ(registry->FindActive(100), record);
    EXPECT_EQ(registry->FromCookie(record), record);
    EXPECT_EQ(Get(Counter::ThreadsRegistered), 1u);
    EXPECT_EQ(Get(Counter::ThreadsLive), 1u);
}

TEST_F(ThreadRegistryTest, OnlyTheAddressOfARecordIsACookie) {
    const auto registry = Create(8);
    auto* first = reinterpret_cast<std::byte*>(registry->Add(100, true, {}));
    ASSERT_NE(registry->Add(101, true, {}), nullptr);
    int elsewhere = 0;
    EXPECT_EQ(registry->FromCookie(nullptr), nullptr);
    EXPECT_EQ(registry->FromCookie(&elsewhere), nullptr);
    EXPECT_EQ(registry->FromCookie(first + 1), nullptr);
    EXPECT_EQ(registry->FromCookie(first - sizeof(ThreadRecord)), nullptr);
    EXPECT_NE(registry->FromCookie(first + sizeof(ThreadRecord)), nullptr);
    EXPECT_EQ(registry->FromCookie(first + 2 * sizeof(ThreadRecord)), nullptr) << "never handed out";
    EXPECT_EQ(registry->FromCookie(reinterpret_cast<void*>(~uintptr_t{0})), nullptr);
}

TEST_F(ThreadRegistryTest, AReusedThreadIdIsAnotherThread) {
    const auto registry = Create(8);
    ThreadRecord* before = registry->Add(100, true, {});
    registry->Release(before);
    EXPECT_EQ(registry->Find(100), nullptr);
    EXPECT_EQ(registry->FindActive(100), nullptr);

    ThreadRecord* after = registry->Add(100, false, {});
    EXPECT_EQ(after->number, 2u);
    EXPECT_EQ(registry->Find(100), after);

    const auto ends = test::ReadJournal(*segment_, JournalKind::ThreadEnd);
    ASSERT_EQ(ends.size(), 1u);
    EXPECT_EQ(ends[0].As<layout::ThreadEndRecord>().tid, 100u);
    EXPECT_EQ(ends[0].As<layout::ThreadEndRecord>().threadNumber, 1u);
    EXPECT_EQ(Get(Counter::ThreadsLive), 1u);
}

TEST_F(ThreadRegistryTest, NothingOfASlotsLastThreadIsLeftInItsNext) {
    const auto registry = Create(1);
    ThreadRecord* record = registry->Add(100, true, {0x1000, 0x2000});
    uint64_t* frames = record->frames;
    registry->SetName(record, "old");
    record->ours = true;
    record->seenSp = record->seenThreadPointer = 7;
    record->credited = record->prepaid = record->pollPending = record->intervalNs = record->endedCpuNs = 7;
    record->timerId = 7;
    registry->Release(record);

    ASSERT_EQ(registry->Add(101, false, {}), record);
    EXPECT_EQ(record->tid, 101);
    EXPECT_FALSE(record->announced);
    EXPECT_FALSE(record->ours);
    EXPECT_EQ(record->stackHigh, 0u);
    EXPECT_EQ(record->seenSp, 0u);
    EXPECT_EQ(record->seenThreadPointer, 0u);
    EXPECT_EQ(record->credited, 0u);
    EXPECT_EQ(record->prepaid, 0u);
    EXPECT_EQ(record->pollPending, 0u);
    EXPECT_EQ(record->intervalNs, 0u);
    EXPECT_EQ(record->endedCpuNs, 0u);
    EXPECT_EQ(record->timerId, -1);
    EXPECT_EQ(record->frames, frames);
    registry->SetName(record, "old");
    EXPECT_EQ(test::ReadJournal(*segment_, JournalKind::Thread).size(), 2u) << "the same name, but of another thread";
}

TEST_F(ThreadRegistryTest, AFullRegistryRefusesAndCounts) {
    const auto registry = Create(3);
    std::set<uint64_t*> scratch;
    ThreadRecord* last = nullptr;
    for (int32_t tid = 1; tid <= 3; ++tid) {
        last = registry->Add(tid, false, {});
        ASSERT_NE(last, nullptr);
        scratch.insert(last->frames);
        // The whole scratch area can be written, and is this record's alone.
        for (uint32_t i = 0; i < layout::kMaxFrames; ++i) EXPECT_EQ(std::exchange(last->frames[i], tid), 0u);
    }
    EXPECT_EQ(scratch.size(), 3u);
    EXPECT_EQ(registry->Add(4, false, {}), nullptr);
    EXPECT_EQ(Get(Counter::ThreadsUnregisteredFull), 1u);
    EXPECT_EQ(Get(Counter::ThreadsLive), 3u);

    registry->Release(last);
    EXPECT_NE(registry->Add(4, false, {}), nullptr);
}

TEST_F(ThreadRegistryTest, ANameIsJournaledWhenItIsNew) {
    const auto registry = Create(2);
    ThreadRecord* record = registry->Add(100, true, {});
    registry->SetName(record, "worker");
    registry->SetName(record, "worker");
    registry->SetName(record, "");
    registry->SetName(record, "Wörker");

    const auto names = test::ReadJournal(*segment_, JournalKind::Thread);
    ASSERT_EQ(names.size(), 2u);
    EXPECT_EQ(names[0].StringAt(sizeof(layout::ThreadRecord)), "worker");
    EXPECT_EQ(names[1].StringAt(sizeof(layout::ThreadRecord)), "Wörker");
    EXPECT_EQ(names[1].As<layout::ThreadRecord>().tid, 100u);
    EXPECT_EQ(names[1].As<layout::ThreadRecord>().threadNumber, 1u);
    EXPECT_EQ(names[1].As<layout::ThreadRecord>().flags, layout::kThreadAnnounced);
}

TEST_F(ThreadRegistryTest, AHandlersLookUpsAreRightWhileThreadsComeAndGo) {
    constexpr int32_t kThreads = 4;
    constexpr int kRounds = 20'000;
    const auto registry = Create(6);
    std::atomic<int> running{kThreads};
    std::atomic<uint64_t> wrong{0};
    std::vector<std::thread> threads;
    for (int32_t tid = 1; tid <= kThreads; ++tid) {
        threads.emplace_back([&, tid] {
            for (int i = 0; i < kRounds; ++i) {
                ThreadRecord* record;
                {
                    std::lock_guard lock(registry->Lock());
                    record = registry->Add(tid, false, {static_cast<uintptr_t>(tid), static_cast<uintptr_t>(tid) + 1});
                }
                // As in the handler, on the thread that the record is of.
                if (registry->FindActive(tid) != record || registry->FromCookie(record) != record) ++wrong;
                std::lock_guard lock(registry->Lock());
                registry->Release(record);
            }
            --running;
        });
    }
    while (running != 0) {
        for (int32_t tid = 1; tid <= kThreads; ++tid) {
            const ThreadRecord* record = registry->FindActive(tid);
            if (record == nullptr) continue;
            const uintptr_t high = record->stackHigh.load(std::memory_order_acquire);
            if (high < 2 || high > kThreads + 1) ++wrong;
        }
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(wrong, 0u);
    EXPECT_EQ(Get(Counter::ThreadsLive), 0u);
    EXPECT_EQ(Get(Counter::ThreadsRegistered), uint64_t{kThreads} * kRounds);
}

}  // namespace
}  // namespace clrscope
