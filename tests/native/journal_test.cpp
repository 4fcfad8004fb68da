// The journal's writer: record layout, publication, and what happens when there is no more room.
#include "segment/journal.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <thread>

#include "support/temporary_directory.h"

namespace clrscope {
namespace {

using layout::Counter;
using layout::JournalHeader;
using layout::JournalKind;

constexpr uint64_t kOffset = 4096;

class JournalTest : public testing::Test {
  protected:
    JournalTest() : fd_(open((directory_.Path() + "/journal").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {}
    ~JournalTest() override { close(fd_); }

    Journal Open(uint64_t limit = 1 << 20) { return Journal(fd_, kOffset, limit, &producer_, CounterPage(&counters_)); }

    uint64_t Committed() const { return producer_.journalCommitted.load(std::memory_order_acquire); }
    uint64_t Dropped() { return CounterPage(&counters_).Get(Counter::JournalDroppedRecords); }

    std::vector<uint8_t> Read(uint64_t from, uint64_t size) const {
        std::vector<uint8_t> bytes(size);
        EXPECT_EQ(pread(fd_, bytes.data(), size, static_cast<off_t>(kOffset + from)), static_cast<ssize_t>(size));
        return bytes;
    }

    static JournalRecord UnloadOf(uint64_t moduleId) {
        return JournalRecord(layout::ModuleUnloadRecord{{0, JournalKind::ModuleUnload, 0, 77}, moduleId});
    }

    test::TemporaryDirectory directory_;
    int fd_;
    layout::Producer producer_{};
    layout::Counters counters_{};
};

TEST_F(JournalTest, ARecordIsItsFixedPartThenItsStringsPaddedToEight) {
    Journal journal = Open();
    journal.Append(std::move(JournalRecord(layout::ModuleRecord{{0, JournalKind::Module, 0, 5}, 1, 2, 3, 0, {}})
                                 .String("/a.dll")
                                 .String("")));
    journal.Flush();

    ASSERT_EQ(Committed(), 72u);
    const std::vector<uint8_t> bytes = Read(0, 72);
    layout::ModuleRecord module;
    std::memcpy(&module, bytes.data(), sizeof(module));
    EXPECT_EQ(module.header.size, 72u);
    EXPECT_EQ(module.header.kind, JournalKind::Module);
    EXPECT_EQ(module.header.timeNs, 5u);
    const uint8_t strings[] = {6, 0, 0, 0, '/', 'a', '.', 'd', 'l', 'l', 0, 0, 0, 0, 0, 0};
    EXPECT_EQ(std::memcmp(bytes.data() + sizeof(module), strings, sizeof(strings)), 0);
}

TEST_F(JournalTest, BytesBeforeAStringMayBePaddedToo) {
    Journal journal = Open();
    const uint8_t buildId[] = {1, 2, 3};
    journal.Append(std::move(JournalRecord(layout::LibraryRecord{{0, JournalKind::Library, 0, 0}, 1, 2, 3, 4, 3, 0})
                                 .Bytes(buildId, sizeof(buildId))
                                 .PadTo8()
                                 .String("x")));
    journal.Flush();
    ASSERT_EQ(Committed(), sizeof(layout::LibraryRecord) + 8 + 8);
    const uint8_t tail[] = {1, 2, 3, 0, 0, 0, 0, 0, 1, 0, 0, 0, 'x', 0, 0, 0};
    EXPECT_EQ(std::memcmp(Read(sizeof(layout::LibraryRecord), 16).data(), tail, sizeof(tail)), 0);
}

TEST_F(JournalTest, NothingIsPublishedBeforeItIsFlushed) {
    Journal journal = Open();
    journal.Append(UnloadOf(1));
    EXPECT_EQ(Committed(), 0u);
    journal.Flush();
    EXPECT_EQ(Committed(), sizeof(layout::ModuleUnloadRecord));
    journal.Flush();
    EXPECT_EQ(Committed(), sizeof(layout::ModuleUnloadRecord));
}

TEST_F(JournalTest, TheLimitEndsTheJournal) {
    constexpr uint64_t kRecord = sizeof(layout::ModuleUnloadRecord);
    Journal journal = Open(3 * kRecord + 8);
    for (uint64_t id = 0; id < 3; ++id) journal.Append(UnloadOf(id));
    journal.Append(UnloadOf(3));
    // What was taken before is written; a smaller record that would still fit comes after one that is lost.
    journal.Flush();
    EXPECT_EQ(Committed(), 3 * kRecord);
    EXPECT_EQ(Dropped(), 1u);

    journal.Append(JournalRecord(uint64_t{8}));
    journal.Flush();
    EXPECT_EQ(Committed(), 3 * kRecord);
    EXPECT_EQ(Dropped(), 2u);
    struct stat info;
    ASSERT_EQ(fstat(fd_, &info), 0);
    EXPECT_EQ(static_cast<uint64_t>(info.st_size), kOffset + 3 * kRecord);
}

// While it lives, files of this process cannot grow beyond size: write() then fails as on a full disk.
class FileSizeLimit {
  public:
    explicit FileSizeLimit(uint64_t size) {
        getrlimit(RLIMIT_FSIZE, &before_);
        signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{size, before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() {
        setrlimit(RLIMIT_FSIZE, &before_);
        signal(SIGXFSZ, SIG_DFL);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

  private:
    rlimit before_{};
};

TEST_F(JournalTest, AFullDiskEndsTheJournalAtItsLastWholeRecord) {
    constexpr uint64_t kRecord = sizeof(layout::ModuleUnloadRecord);
    Journal journal = Open();
    journal.Append(UnloadOf(1));
    journal.Flush();
    {
        // Half of the next two records can be written.
        const FileSizeLimit full(kOffset + 2 * kRecord);
        journal.Append(UnloadOf(2));
        journal.Append(UnloadOf(3));
        journal.Flush();
    }
    EXPECT_EQ(Committed(), kRecord);
    EXPECT_EQ(Dropped(), 2u);

    journal.Append(UnloadOf(4));
    journal.Flush();
    EXPECT_EQ(Committed(), kRecord);
    EXPECT_EQ(Dropped(), 3u);
}

TEST_F(JournalTest, AReaderSeesWholeRecordsOnlyWhileThreadsAppend) {
    constexpr int kThreads = 3;
    constexpr uint64_t kRecordsEach = 2000;
    Journal journal = Open(64 << 20);
    std::atomic<int> running{kThreads};
    std::vector<std::thread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
        threads.emplace_back([&, thread] {
            for (uint64_t i = 0; i < kRecordsEach; ++i) {
                journal.Append(
                    std::move(JournalRecord(layout::ThreadRecord{
                                                {0, JournalKind::Thread, 0, i}, static_cast<uint32_t>(thread), 0, 0, 0})
                                  .String(std::string(i % 50, 'n'))));
                if (i % 7 == 0) journal.Flush();
            }
            journal.Flush();
            running.fetch_sub(1, std::memory_order_release);
        });
    }

    uint64_t position = 0;
    uint64_t next[kThreads] = {};
    for (bool ended = false; !ended || position < Committed();) {
        ended = running.load(std::memory_order_acquire) == 0;
        const std::vector<uint8_t> bytes = Read(position, Committed() - position);
        for (size_t at = 0; at < bytes.size();) {
            layout::ThreadRecord record;
            ASSERT_LE(at + sizeof(record), bytes.size());
            std::memcpy(&record, bytes.data() + at, sizeof(record));
            ASSERT_EQ(record.header.kind, JournalKind::Thread);
            ASSERT_LT(record.tid, static_cast<uint32_t>(kThreads));
            ASSERT_EQ(record.header.timeNs, next[record.tid]++);
            at += record.header.size;
            ASSERT_LE(at, bytes.size());
        }
        position += bytes.size();
    }
    for (std::thread& thread : threads) thread.join();
    for (const uint64_t count : next) EXPECT_EQ(count, kRecordsEach);
    EXPECT_EQ(Dropped(), 0u);
}

}  // namespace
}  // namespace clrscope
