// Birth and death of a segment file, and the places where none can be made.
#include "segment/segment_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <functional>

#include "platform/clock.h"
#include "platform/file.h"
#include "platform/process.h"
#include "support/temporary_directory.h"

namespace clrscope {
namespace {

constexpr SegmentOptions kOptions{layout::kMinRingSize, 1 << 20, layout::kPinnedCpuHz, {true, 250, true, 9, 50}};

// Runs body in a process of its own, so that its locks and mounts end with it. Returns what body returned.
int InChild(const std::function<int()>& body) {
    const pid_t child = fork();
    if (child == 0) _exit(body());
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

std::string ReasonWhyNot(const std::string& directory, const SegmentOptions& options = kOptions) {
    std::string reason;
    EXPECT_EQ(SegmentFile::Create(directory, options, &reason), nullptr);
    return reason;
}

class SegmentFileTest : public testing::Test {
  protected:
    test::TemporaryDirectory directory_;
};

TEST_F(SegmentFileTest, HoldsEveryPartThatItsHeaderNames) {
    const uint64_t before = platform::MonotonicNs();
    std::string reason;
    const auto segment = SegmentFile::Create(directory_.Path(), kOptions, &reason);
    ASSERT_NE(segment, nullptr) << reason;

    EXPECT_EQ(segment->Path(), directory_.Path() + "/" + std::to_string(getpid()) + "-" +
                                   std::to_string(platform::ProcessStartTicks()) + ".seg");
    const int fd = open(segment->Path().c_str(), O_RDONLY | O_CLOEXEC);
    layout::Header header;
    ASSERT_EQ(pread(fd, &header, sizeof(header), 0), static_cast<ssize_t>(sizeof(header)));
    struct stat info;
    ASSERT_EQ(fstat(fd, &info), 0);
    close(fd);

    EXPECT_EQ(std::memcmp(&header.magic, "CLRSCOPE", 8), 0);
    EXPECT_EQ(header.version, layout::kVersion);
    EXPECT_EQ(header.headerSize, sizeof(header));
    EXPECT_EQ(header.pid, static_cast<uint32_t>(getpid()));
    EXPECT_EQ(header.pinnedSettings, layout::kPinnedCpuHz);
    EXPECT_EQ(header.processStartTicks, platform::ProcessStartTicks());
    EXPECT_GE(header.startMonotonicNs, before);
    EXPECT_LE(header.startMonotonicNs, platform::MonotonicNs());
    EXPECT_EQ(header.ringOffset, layout::kRingOffset);
    EXPECT_EQ(header.ringSize, kOptions.ringSize);
    EXPECT_EQ(header.journalOffset, header.ringOffset + header.ringSize);
    EXPECT_EQ(header.journalLimit, kOptions.journalLimit);
    EXPECT_EQ(static_cast<uint64_t>(info.st_size), header.journalOffset);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
    EXPECT_GE(static_cast<uint64_t>(info.st_blocks) * 512, header.journalOffset) << "the space is not reserved";
    EXPECT_EQ(segment->Control()->generation, 0u);
    EXPECT_EQ(segment->Control()->cpuEnabled, 1u);
    EXPECT_EQ(segment->Control()->cpuHz, 250u);
    EXPECT_EQ(segment->Control()->activityEnabled, 1u);
    EXPECT_EQ(segment->Control()->spansPerSecond, 9u);
    EXPECT_EQ(segment->Control()->spanPercent, 50u);
}

TEST_F(SegmentFileTest, IsLockedWhileItsOwnerLivesAndStaysWhenItIsKilled) {
    int ready[2];
    ASSERT_EQ(pipe(ready), 0);
    const pid_t owner = fork();
    if (owner == 0) {
        std::string reason;
        const auto segment = SegmentFile::Create(directory_.Path(), kOptions, &reason);
        if (segment == nullptr) _exit(1);
        Ring::Reservation place{};
        segment->Ring().Reserve(64, &place);
        segment->Ring().Commit(place, layout::RecordKind::Sample);
        const ssize_t told = write(ready[1], "x", 1);
        for (;;) pause();
        _exit(told == 1 ? 0 : 1);
    }
    close(ready[1]);
    char byte;
    ASSERT_EQ(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    const std::vector<std::string> files = directory_.Files();
    ASSERT_EQ(files.size(), 1u) << "nothing but the finished file";
    const std::string path = directory_.Path() + "/" + files[0];
    EXPECT_TRUE(platform::IsLocked(path));

    kill(owner, SIGKILL);
    waitpid(owner, nullptr, 0);
    EXPECT_FALSE(platform::IsLocked(path));
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    layout::RecordHeader record;
    ASSERT_EQ(pread(fd, &record, sizeof(record), layout::kRingOffset), static_cast<ssize_t>(sizeof(record)));
    close(fd);
    EXPECT_EQ(record.commit, layout::CommitWord(0));
}

TEST_F(SegmentFileTest, TheDirectoryIsMadeForItsOwnerAlone) {
    const std::string inner = directory_.Path() + "/segments";
    EXPECT_EQ(InChild([&] {
                  umask(0);
                  std::string reason;
                  return SegmentFile::Create(inner, kOptions, &reason) != nullptr ? 0 : 1;
              }),
              0);
    struct stat info;
    ASSERT_EQ(stat(inner.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0700u);
}

TEST_F(SegmentFileTest, ADirectoryThatCannotBeUsedIsNamedWithTheCause) {
    const std::string file = directory_.Path() + "/file";
    close(open(file.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
    EXPECT_EQ(ReasonWhyNot(file), file + " is not a directory");
    EXPECT_EQ(ReasonWhyNot(file + "/below"), file + "/below cannot be created: Not a directory (20)");

    const std::string link = directory_.Path() + "/link";
    ASSERT_EQ(symlink("/tmp", link.c_str()), 0);
    EXPECT_EQ(ReasonWhyNot(link), link + " is not a directory") << "a link that somebody else may have planted";

    ASSERT_EQ(chmod(directory_.Path().c_str(), 0777), 0);
    EXPECT_EQ(ReasonWhyNot(directory_.Path()), directory_.Path() + " can be written by others: run chmod 700 on it");
}

TEST_F(SegmentFileTest, ADirectoryOfAnotherUserIsRefused) {
    if (geteuid() != 0) GTEST_SKIP() << "only root can give a directory away";
    ASSERT_EQ(chown(directory_.Path().c_str(), 65534, 65534), 0);
    EXPECT_EQ(ReasonWhyNot(directory_.Path()), directory_.Path() + " belongs to user 65534");
}

TEST_F(SegmentFileTest, ADirectoryWithoutTheRightToWriteIsRefused) {
    const auto refused = [&] {
        if (geteuid() == 0 && (chown(directory_.Path().c_str(), 65534, 65534) != 0 || seteuid(65534) != 0)) return 1;
        if (chmod(directory_.Path().c_str(), 0500) != 0) return 2;
        const std::string reason = ReasonWhyNot(directory_.Path());
        return reason.find("Permission denied (13)") != std::string::npos ? 0 : 3;
    };
    EXPECT_EQ(InChild(refused), 0);
}

TEST_F(SegmentFileTest, AFullFileSystemIsAnErrorAtOnceAndLeavesNothingBehind) {
    if (geteuid() != 0) GTEST_SKIP() << "only root can mount a small file system";
    const auto full = [&] {
        if (unshare(CLONE_NEWNS) != 0 || mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return 77;
        if (mount("tmpfs", directory_.Path().c_str(), "tmpfs", 0, "size=64k,mode=700") != 0) return 77;
        const std::string reason = ReasonWhyNot(directory_.Path());
        if (reason.find("No space left on device (28)") == std::string::npos) return 1;
        if (reason.find(directory_.Path()) == std::string::npos) return 2;
        return directory_.Files().empty() ? 0 : 3;
    };
    const int result = InChild(full);
    if (result == 77) GTEST_SKIP() << "mounting is not allowed here";
    EXPECT_EQ(result, 0);
}

TEST_F(SegmentFileTest, TheJournalOutgrowingItsFileSystemLeavesTheRingUsable) {
    if (geteuid() != 0) GTEST_SKIP() << "only root can mount a small file system";
    const auto outgrown = [&] {
        if (unshare(CLONE_NEWNS) != 0 || mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return 77;
        if (mount("tmpfs", directory_.Path().c_str(), "tmpfs", 0, "size=128k,mode=700") != 0) return 77;
        std::string reason;
        const auto segment = SegmentFile::Create(directory_.Path(), kOptions, &reason);
        if (segment == nullptr) return 1;
        for (int i = 0; i < 100; ++i) {
            segment->Journal().Append(
                std::move(JournalRecord(layout::ThreadRecord{{0, layout::JournalKind::Thread, 0, 0}, 1, 1, 0, 0})
                              .String(std::string(1000, 'n'))));
            segment->Journal().Flush();
        }
        if (segment->Counters().Get(layout::Counter::JournalDroppedRecords) == 0) return 2;
        if (segment->Producer()->journalCommitted.load() == 0) return 3;
        for (uint64_t used = 0; used + 1024 <= kOptions.ringSize; used += 1024) {
            Ring::Reservation place{};
            if (!segment->Ring().Reserve(1024, &place)) return 4;
            std::memset(place.at, 0xEE, place.size);
            segment->Ring().Commit(place, layout::RecordKind::Sample);
        }
        return 0;
    };
    const int result = InChild(outgrown);
    if (result == 77) GTEST_SKIP() << "mounting is not allowed here";
    EXPECT_EQ(result, 0);
}

}  // namespace
}  // namespace clrscope
