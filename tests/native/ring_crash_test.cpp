// A process that is killed at a random instant, with many threads in the middle of appending: what its ring holds.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <random>
#include <thread>
#include <vector>

#include "platform/clock.h"
#include "support/checked_record.h"

namespace clrscope {
namespace {

using test::CheckedRecord;

constexpr uint32_t kThreads = 6;
constexpr uint64_t kSize = 256 * 1024;
constexpr uint64_t kHesitationNs = 300'000;

// Shared with the process that is killed.
struct Shared {
    layout::Producer producer;
    layout::Consumer consumer;
    alignas(64) std::atomic<uint64_t> committed[kThreads];  // records that the thread knows to be committed
    alignas(64) std::byte data[kSize];
};

// Waits between reservation and commit, so that some kills are sure to come there. Its records belong to no thread.
[[noreturn]] void HesitateUntilKilled(Ring& ring) {
    for (;;) {
        Ring::Reservation place{};
        if (ring.Reserve(sizeof(layout::RecordHeader), &place)) {
            platform::SleepNs(kHesitationNs);
            ring.Commit(place, layout::RecordKind::Padding);
        }
        platform::SleepNs(kHesitationNs);
    }
}

[[noreturn]] void AppendUntilKilled(Shared* shared) {
    Ring ring(shared->data, kSize, &shared->producer, &shared->consumer);
    std::vector<std::thread> threads;
    for (uint32_t thread = 0; thread < kThreads; ++thread) {
        threads.emplace_back([&, thread] {
            std::minstd_rand random(thread + 1);
            for (uint64_t sequence = 0;; ++sequence) {
                const auto words = static_cast<uint32_t>(random() % 128);
                while (!CheckedRecord::Append(ring, thread, sequence, words)) std::this_thread::yield();
                shared->committed[thread].store(sequence + 1, std::memory_order_release);
            }
        });
    }
    HesitateUntilKilled(ring);
}

class Reader {
  public:
    explicit Reader(Shared* shared)
        : shared_(shared), ring_(shared->data, kSize, &shared->producer, &shared->consumer) {}

    // Reads up to the first record that is not committed, and frees what was read.
    void Read() {
        const uint64_t head = ring_.Head();
        while (position_ < head) {
            const layout::RecordHeader* header = ring_.At(position_);
            if (header == nullptr) break;
            if (header->kind == layout::RecordKind::Sample) {
                Check(*reinterpret_cast<const CheckedRecord*>(header));
            }
            position_ += header->size;
        }
        shared_->producer.learned.store(position_, std::memory_order_release);
        shared_->consumer.tail.store(position_, std::memory_order_release);
    }

    // The writer is dead: whatever is not committed never will be.
    void ReadRest() {
        const uint64_t head = ring_.Head();
        for (Read(); position_ < head; Read()) {
            ++holes_;
            do {
                position_ += layout::kRecordAlignment;
            } while (position_ < head && ring_.At(position_) == nullptr);
        }
    }

    uint64_t Next(uint32_t thread) const { return next_[thread]; }
    uint64_t Wrong() const { return wrong_; }
    uint64_t Holes() const { return holes_; }

  private:
    void Check(const CheckedRecord& record) {
        if (record.producer >= kThreads || !record.IsWhole() || record.sequence != next_[record.producer]++) ++wrong_;
    }

    Shared* shared_;
    Ring ring_;
    uint64_t position_ = 0;
    uint64_t next_[kThreads] = {};
    uint64_t wrong_ = 0;
    uint64_t holes_ = 0;
};

TEST(RingCrash, EveryCommittedRecordOfAKilledProcessIsFoundWhole) {
#ifdef __SANITIZE_THREAD__
    GTEST_SKIP() << "the threads' writes are ordered by a reader in another process, which the sanitizer does not see";
#endif
    std::minstd_rand random(20);
    uint64_t holes = 0;
    for (int round = 0; round < 60; ++round) {
        void* memory = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        ASSERT_NE(memory, MAP_FAILED);
        auto* shared = new (memory) Shared();
        const pid_t child = fork();
        ASSERT_GE(child, 0);
        if (child == 0) AppendUntilKilled(shared);

        Reader reader(shared);
        // A process that is killed before it writes shows nothing.
        for (const auto& committed : shared->committed) {
            while (committed.load() == 0) reader.Read();
        }
        const uint64_t end = platform::MonotonicNs() + 1'000'000 + random() % 20'000'000;
        while (platform::MonotonicNs() < end) reader.Read();
        ASSERT_EQ(kill(child, SIGKILL), 0);
        ASSERT_EQ(waitpid(child, nullptr, 0), child);
        reader.ReadRest();

        EXPECT_EQ(reader.Wrong(), 0u);
        EXPECT_LE(reader.Holes(), kThreads + 1);
        holes += reader.Holes();
        for (uint32_t thread = 0; thread < kThreads; ++thread) {
            // The thread may have died between the commit and its note of it.
            const uint64_t noted = shared->committed[thread].load();
            EXPECT_GE(reader.Next(thread), noted);
            EXPECT_LE(reader.Next(thread), noted + 1);
        }
        munmap(memory, sizeof(Shared));
    }
    RecordProperty("holes", std::to_string(holes));
    EXPECT_GT(holes, 0u) << "no kill came between a reservation and its commit: the test shows less than it says";
}

}  // namespace
}  // namespace clrscope
