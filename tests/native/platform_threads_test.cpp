// What the system tells about threads and about this process.
#include "platform/threads.h"

#include <gtest/gtest.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include "platform/process.h"
#include "platform/signals.h"
#include "support/wait.h"

namespace clrscope::platform {
namespace {

uintptr_t AddressOfALocal() {
    volatile int local = 0;
    return reinterpret_cast<uintptr_t>(&local);
}

TEST(PlatformThreads, TheOwnStackHoldsItsLocals) {
    std::thread([] {
        const AddressRange stack = CurrentStack();
        EXPECT_LT(stack.low, AddressOfALocal());
        EXPECT_GT(stack.high, AddressOfALocal());
    }).join();
    const AddressRange stack = CurrentStack();
    EXPECT_LT(stack.low, AddressOfALocal());
    EXPECT_GT(stack.high, AddressOfALocal());
}

TEST(PlatformThreads, TheStackOfAThreadThatCannotBeAskedIsInsideItsOwn) {
    std::thread([] {
        const AddressRange own = CurrentStack();
        const AddressRange found = StackAround(AddressOfALocal(), ThreadPointer());
        EXPECT_LE(found.low, AddressOfALocal());
        EXPECT_GT(found.high, AddressOfALocal());
        EXPECT_GE(found.low, own.low - 4096) << "the guard page is in no mapping that can be read";
        EXPECT_LE(found.high, own.high);
    }).join();
    int onTheHeap = 0;
    EXPECT_EQ(StackAround(0x10, 0x20).high, 0u);
    EXPECT_EQ(StackAround(reinterpret_cast<uintptr_t>(&onTheHeap), 0).high == 0, false)
        << "the initial thread's mapping";
}

TEST(PlatformThreads, ListsAllThreadsByTheirNames) {
    std::atomic<int32_t> tid{0};
    std::atomic<bool> done{false};
    std::thread thread([&] {
        pthread_setname_np(pthread_self(), "fifteen letters");
        tid = CurrentThreadId();
        while (!done) std::this_thread::yield();
    });
    ASSERT_TRUE(test::Eventually([&] { return tid != 0; }));
    const std::vector<int32_t> ids = ThreadIds();
    EXPECT_EQ(std::count(ids.begin(), ids.end(), tid), 1);
    EXPECT_EQ(std::count(ids.begin(), ids.end(), getpid()), 1);
    EXPECT_EQ(ThreadName(tid), "fifteen letters");
    done = true;
    thread.join();
    EXPECT_TRUE(test::Eventually([&] { return ThreadName(tid).empty(); }));
}

TEST(PlatformThreads, KnowsWhoBlocksTheSampleSignal) {
    const int32_t self = CurrentThreadId();
    EXPECT_FALSE(BlocksSampleSignal(self));
    {
        const SampleSignalBlock block;
        EXPECT_TRUE(BlocksSampleSignal(self));
        { const SampleSignalBlock inner; }
        EXPECT_TRUE(BlocksSampleSignal(self)) << "the outer block still stands";
    }
    EXPECT_FALSE(BlocksSampleSignal(self));
}

TEST(PlatformThreads, AThreadOfOursTakesNoSignals) {
    struct Seen {
        std::atomic<bool> done{false};
        sigset_t mask;
        std::string name;
    } seen;
    ASSERT_TRUE(StartThread(
        "clrscope",
        [](void* argument) {
            auto* to = static_cast<Seen*>(argument);
            pthread_sigmask(SIG_BLOCK, nullptr, &to->mask);
            to->name = ThreadName(CurrentThreadId());
            to->done = true;
        },
        &seen));
    ASSERT_TRUE(test::Eventually([&] { return seen.done.load(); }));
    for (const int number : {SIGPROF, SIGTERM, SIGINT, SIGCHLD, SIGUSR1}) EXPECT_EQ(sigismember(&seen.mask, number), 1);
    EXPECT_EQ(seen.name, "clrscope");
    EXPECT_FALSE(BlocksSampleSignal(CurrentThreadId())) << "the starter's mask is as it was";
}

TEST(PlatformProcess, ItsStartIsReadWhateverItsNameIs) {
    const uint64_t ticks = ProcessStartTicks();
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    const auto perSecond = static_cast<uint64_t>(sysconf(_SC_CLK_TCK));
    EXPECT_LE(ticks, static_cast<uint64_t>(now.tv_sec + 1) * perSecond);
    EXPECT_GT(ticks + 3600 * perSecond, static_cast<uint64_t>(now.tv_sec) * perSecond);
    prctl(PR_SET_NAME, ") R 1 (2 3) 4");
    EXPECT_EQ(ProcessStartTicks(), ticks);
}

TEST(PlatformProcess, ItsProgramAndArgumentsAreKnown) {
    EXPECT_NE(ExecutablePath().find("platform_threads_test"), std::string::npos);
    EXPECT_EQ(WorkingDirectory(), std::filesystem::current_path());
    const std::string line = CommandLine();
    EXPECT_NE(line.find("platform_threads_test"), std::string::npos);
    EXPECT_EQ(line.back(), '\0');
}

}  // namespace
}  // namespace clrscope::platform
