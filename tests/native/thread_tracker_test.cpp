// The registry follows the runtime's announcements and the kernel's list of threads.
#include "threads/thread_tracker.h"

#include <gtest/gtest.h>
#include <pthread.h>

#include <algorithm>
#include <functional>
#include <list>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

#include "support/journal_records.h"
#include "support/temporary_segment.h"
#include "support/wait.h"

namespace clrscope {
namespace {

using layout::Counter;
using layout::JournalKind;
using layout::PseudoFrame;

constexpr uint64_t kMs = 1'000'000;

// Writes down what it is told.
class RecordingObserver : public ThreadObserver {
  public:
    void OnThreadFound(ThreadRecord* thread, PseudoFrame earlier) override {
        Note(earlier == PseudoFrame::BeforeStart ? "found at start" : "found", thread);
    }
    void OnThreadEnding(ThreadRecord* thread) override {
        platform::ThreadCpuNs(thread->tid, &thread->endedCpuNs);
        Note("ending", thread);
    }
    void OnThreadBack(ThreadRecord* thread) override { Note("back", thread); }
    void OnThreadGone(ThreadRecord* thread) override { Note("gone", thread); }
    void OnThreadScanned(ThreadRecord*) override {}
    void OnScanning() override {}
    void OnScanned() override {}

    // What happened to a thread, in order, with the thread's number.
    std::vector<std::string> Of(int32_t tid) const {
        std::vector<std::string> events;
        for (const auto& [who, event] : events_) {
            if (who == tid) events.push_back(event);
        }
        return events;
    }

  private:
    void Note(const std::string& what, const ThreadRecord* thread) {
        events_.emplace_back(thread->tid, what + " " + std::to_string(thread->number));
    }
    std::vector<std::pair<int32_t, std::string>> events_;
};

using Events = std::vector<std::string>;

class ThreadTrackerTest : public testing::Test {
  protected:
    // Runs work on a thread of its own and returns that thread's id.
    static int32_t OnThread(const std::function<void()>& work) {
        int32_t tid = 0;
        std::thread([&] {
            tid = platform::CurrentThreadId();
            work();
        }).join();
        return tid;
    }

    ThreadRecord* Find(int32_t tid) {
        std::lock_guard lock(registry_->Lock());
        return registry_->Find(tid);
    }

    std::vector<std::string> NamesOf(uint32_t threadNumber) {
        std::vector<std::string> names;
        for (const test::JournalEntry& entry : test::ReadJournal(*segment_, JournalKind::Thread)) {
            if (entry.As<layout::ThreadRecord>().threadNumber != threadNumber) continue;
            names.push_back(entry.StringAt(sizeof(layout::ThreadRecord)));
        }
        return names;
    }

    test::TemporarySegment segment_{layout::kMinRingSize};
    std::unique_ptr<ThreadRegistry> registry_ = ThreadRegistry::Create(segment_->Counters(), &segment_->Journal(), 16);
    RecordingObserver observer_;
    ThreadTracker tracker_{registry_.get(), &observer_};
};

TEST_F(ThreadTrackerTest, AnAnnouncedThreadIsKnownAtOnceWithItsStack) {
    const int32_t tid = OnThread([&] {
        tracker_.Announce(7);
        int local = 0;
        const ThreadRecord* thread = Find(platform::CurrentThreadId());
        ASSERT_NE(thread, nullptr);
        EXPECT_TRUE(thread->announced);
        EXPECT_LT(thread->stackLow, reinterpret_cast<uintptr_t>(&local));
        EXPECT_GT(thread->stackHigh, reinterpret_cast<uintptr_t>(&local));
        tracker_.End(7);
        EXPECT_EQ(thread->state, ThreadState::Ended);
    });
    EXPECT_EQ(observer_.Of(tid), (Events{"found 1", "ending 1"}));
    tracker_.Scan(PseudoFrame::BeforeDiscovery);
    EXPECT_EQ(Find(tid), nullptr);
    EXPECT_EQ(observer_.Of(tid), (Events{"found 1", "ending 1", "gone 1"}));
}

// The CLR's id of a thread is the address of its object, which walks may look into.
TEST_F(ThreadTrackerTest, TheRuntimesObjectIsKnownUntilTheThreadsEndIsAnnounced) {
    OnThread([&] {
        uintptr_t object[64] = {};
        const auto id = reinterpret_cast<uintptr_t>(object);
        tracker_.Announce(id);
        const ThreadRecord* thread = Find(platform::CurrentThreadId());
        ASSERT_NE(thread, nullptr);
        EXPECT_EQ(thread->runtimeThread, id);
        tracker_.End(id);
        EXPECT_EQ(thread->runtimeThread, 0u);
    });
}

TEST_F(ThreadTrackerTest, AnIdThatIsNoObjectsAddressIsNotLookedInto) {
    OnThread([&] {
        for (const uintptr_t id : {uintptr_t{7}, uintptr_t{0x1000}, ~uintptr_t{7}}) {
            tracker_.Announce(id);
            EXPECT_EQ(Find(platform::CurrentThreadId())->runtimeThread, 0u) << id;
        }
    });
}

TEST_F(ThreadTrackerTest, AThreadThatIsNeverAnnouncedIsFoundAndLetGo) {
    std::binary_semaphore running{0};
    std::binary_semaphore done{0};
    int32_t tid = 0;
    std::thread thread([&] {
        tid = platform::CurrentThreadId();
        running.release();
        done.acquire();
    });
    running.acquire();
    tracker_.Scan(PseudoFrame::BeforeStart);
    ASSERT_NE(Find(tid), nullptr);
    EXPECT_FALSE(Find(tid)->announced);
    const uint32_t number = Find(tid)->number;
    tracker_.Scan(PseudoFrame::BeforeDiscovery);
    EXPECT_EQ(observer_.Of(tid), Events{"found at start " + std::to_string(number)}) << "found once";
    done.release();
    thread.join();
    ASSERT_TRUE(test::Eventually([&] {
        tracker_.Scan(PseudoFrame::BeforeDiscovery);
        return Find(tid) == nullptr;
    }));
    EXPECT_EQ(observer_.Of(tid).size(), 3u);
    EXPECT_EQ(observer_.Of(tid)[1], "ending " + std::to_string(number));
    EXPECT_EQ(observer_.Of(tid)[2], "gone " + std::to_string(number));
}

TEST_F(ThreadTrackerTest, TheThreadThatScansIsKnownWithItsStack) {
    OnThread([&] {
        tracker_.Scan(PseudoFrame::BeforeStart);
        int local = 0;
        const ThreadRecord* thread = Find(platform::CurrentThreadId());
        ASSERT_NE(thread, nullptr);
        EXPECT_LT(thread->stackLow, reinterpret_cast<uintptr_t>(&local));
        EXPECT_GT(thread->stackHigh, reinterpret_cast<uintptr_t>(&local));
    });
}

TEST_F(ThreadTrackerTest, AThreadFoundBeforeItsAnnouncementStaysTheSame) {
    OnThread([&] {
        const int32_t tid = platform::CurrentThreadId();
        std::thread([&] { tracker_.Scan(PseudoFrame::BeforeDiscovery); }).join();
        ThreadRecord* thread = Find(tid);
        ASSERT_NE(thread, nullptr);
        EXPECT_EQ(thread->stackHigh, 0u);
        tracker_.Announce(7);
        EXPECT_EQ(Find(tid), thread);
        EXPECT_TRUE(thread->announced);
        EXPECT_NE(thread->stackHigh, 0u);
        EXPECT_EQ(observer_.Of(tid).size(), 1u);
    });
}

TEST_F(ThreadTrackerTest, AThreadIdUsedAgainBeforeTheNextScanIsANewThread) {
    OnThread([&] {
        const int32_t tid = platform::CurrentThreadId();
        tracker_.Announce(7);
        tracker_.End(7);
        tracker_.Announce(8);
        EXPECT_EQ(observer_.Of(tid), (Events{"found 1", "ending 1", "gone 1", "found 2"}));
        EXPECT_EQ(segment_->Counters().Get(Counter::ThreadsLive), 1u);
    });
}

TEST_F(ThreadTrackerTest, AnEndedThreadThatUsesCpuIsBack) {
    OnThread([&] {
        const int32_t tid = platform::CurrentThreadId();
        tracker_.Announce(7);
        tracker_.End(7);
        Find(tid)->endedCpuNs += 10 * kMs;  // what a scan takes under a sanitizer is not the thread's going on
        tracker_.Scan(PseudoFrame::BeforeDiscovery);
        EXPECT_EQ(Find(tid)->state, ThreadState::Ended) << "it may be on its last steps";
        test::Burn(20 * kMs);
        tracker_.Scan(PseudoFrame::BeforeDiscovery);
        EXPECT_EQ(Find(tid)->state, ThreadState::Active);
        EXPECT_FALSE(Find(tid)->announced);
        EXPECT_EQ(observer_.Of(tid), (Events{"found 1", "ending 1", "back 1"}));
    });
}

TEST_F(ThreadTrackerTest, TheRuntimesNameGoesBeforeTheKernels) {
    OnThread([&] {
        pthread_setname_np(pthread_self(), "comm");
        tracker_.Rename(7, "early");
        tracker_.Announce(7);
        tracker_.Rename(7, "Request worker, not cut to 15");
        pthread_setname_np(pthread_self(), "comm2");
        for (int scan = 0; scan < 8; ++scan) tracker_.Scan(PseudoFrame::BeforeDiscovery);
        EXPECT_EQ(NamesOf(1), (Events{"early", "Request worker, not cut to 15"}));
    });
}

TEST_F(ThreadTrackerTest, WithoutOneTheKernelsNameIsFollowed) {
    OnThread([&] {
        pthread_setname_np(pthread_self(), "first");
        tracker_.Announce(7);
        pthread_setname_np(pthread_self(), "second");
        for (int scan = 0; scan < 8; ++scan) tracker_.Scan(PseudoFrame::BeforeDiscovery);
        tracker_.Rename(7, "named");
        tracker_.Rename(7, "");
        EXPECT_EQ(NamesOf(1), (Events{"first", "second", "named", "second"}));
    });
}

TEST_F(ThreadTrackerTest, TheEndOfAManagedThreadIsNotThatOfItsSuccessor) {
    OnThread([&] {
        const int32_t tid = platform::CurrentThreadId();
        tracker_.Announce(7);
        tracker_.Announce(8);  // the same thread of the system, with another managed identity
        tracker_.End(7);
        EXPECT_EQ(Find(tid)->state, ThreadState::Active);
        tracker_.End(8);
        EXPECT_EQ(Find(tid)->state, ThreadState::Ended);
        tracker_.End(8);
        tracker_.End(99);
    });
}

TEST_F(ThreadTrackerTest, AThreadIdUsedAgainBeforeItsEndIsToldHasNoSpan) {
    OnThread([&] {
        tracker_.Announce(7);
        ThreadRecord* thread = Find(platform::CurrentThreadId());
        thread->context.valid = 1;
        tracker_.Announce(8);
        EXPECT_EQ(Find(platform::CurrentThreadId()), thread);
        EXPECT_EQ(thread->context.valid, 0u);
    });
}

TEST_F(ThreadTrackerTest, OneOfOursIsMarkedEvenIfAScanCameFirst) {
    OnThread([&] {
        const int32_t tid = platform::CurrentThreadId();
        tracker_.AddOwn();
        EXPECT_TRUE(Find(tid)->ours);
        EXPECT_EQ(observer_.Of(tid), Events{"found 1"});
    });
    OnThread([&] {
        const int32_t tid = platform::CurrentThreadId();
        tracker_.Scan(PseudoFrame::BeforeStart);
        EXPECT_FALSE(Find(tid)->ours);
        tracker_.AddOwn();
        EXPECT_TRUE(Find(tid)->ours);
        tracker_.Scan(PseudoFrame::BeforeDiscovery);
        EXPECT_TRUE(Find(tid)->ours);
    });
}

TEST_F(ThreadTrackerTest, AFullRegistryHasRoomAgainOnceThreadsHaveGone) {
    struct Waiting {
        std::binary_semaphore done{0};
        std::thread thread{[this] { done.acquire(); }};
    };
    std::list<Waiting> threads(24);
    tracker_.Scan(PseudoFrame::BeforeDiscovery);
    EXPECT_EQ(segment_->Counters().Get(Counter::ThreadsLive), 16u);
    EXPECT_GT(segment_->Counters().Get(Counter::ThreadsUnregisteredFull), 0u);

    // While there are threads that it does not hold, some of those that it holds end.
    const auto end = [](Waiting& waiting) {
        waiting.done.release();
        waiting.thread.join();
    };
    for (int i = 0; i < 10; ++i) {
        end(threads.front());
        threads.pop_front();
    }
    EXPECT_TRUE(test::Eventually([&] {
        tracker_.Scan(PseudoFrame::BeforeDiscovery);
        const std::vector<int32_t> running = platform::ThreadIds();
        return std::all_of(running.begin(), running.end(), [&](int32_t tid) { return Find(tid) != nullptr; });
    }));
    std::for_each(threads.begin(), threads.end(), end);
}

}  // namespace
}  // namespace clrscope
