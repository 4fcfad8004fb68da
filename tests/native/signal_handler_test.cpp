// The handler's manners towards the program that it interrupts: errno, other people's signals, system calls, stacks.
#include "sampling/signal_handler.h"

#include <errno.h>
#include <gtest/gtest.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstring>
#include <functional>
#include <thread>
#include <vector>

#include "platform/signals.h"
#include "platform/threads.h"
#include "support/sampling_rig.h"
#include "support/wait.h"

namespace clrscope {
namespace {

using layout::Counter;
using layout::PseudoFrame;
using test::Burn;
using test::Eventually;
using test::Sample;
using test::SamplingRig;

constexpr uint64_t kMs = 1'000'000;

#if defined(CLRSCOPE_SANITIZED) || !defined(__OPTIMIZE__)
constexpr size_t kMostHandlerStack = 16 * 1024;  // of which most is the sanitizer's, or the missing optimiser's
#else
constexpr size_t kMostHandlerStack = 1024;
#endif

// The thread sanitizer keeps a signal back until the thread's next intercepted call, and then calls the handler on the
// ordinary stack.
#ifdef __SANITIZE_THREAD__
#define SKIP_IF_SIGNALS_ARE_KEPT_BACK() GTEST_SKIP() << "the thread sanitizer keeps signals back"
#else
#define SKIP_IF_SIGNALS_ARE_KEPT_BACK()
#endif

// Runs body in a fresh process, where no handler has been installed yet, and expects 0 of it.
#define EXPECT_SUCCESS_IN_FRESH_PROCESS(body)       \
    GTEST_FLAG_SET(death_test_style, "threadsafe"); \
    EXPECT_EXIT(_exit(body()), testing::ExitedWithCode(0), "")

volatile sig_atomic_t g_calls;
volatile sig_atomic_t g_number;
int g_value;
void* g_context;

void CountingHandler(int number, siginfo_t* info, void* context) {
    g_calls = g_calls + 1;
    g_number = number;
    g_value = info->si_value.sival_int;
    g_context = context;
    errno = EDOM;
}

void SimpleHandler(int number) {
    g_calls = g_calls + 1;
    g_number = number;
}

void Install(void (*handler)(int, siginfo_t*, void*)) {
    struct sigaction action {};
    action.sa_sigaction = handler;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigaction(SIGPROF, &action, nullptr);
}

TEST(SignalHandler, ErrnoIsAsItWasBefore) {
    SamplingRig& rig = SamplingRig::Start();
    rig.Sampler().Apply(true, 1000);
    std::thread([&] {
        rig.Tracker().Announce(1);
        errno = EXDEV;
        // No system call in between: the clock is read without one that could set errno.
        while (rig.Get(Counter::HandlerRuns) < 10) {
        }
        EXPECT_EQ(errno, EXDEV);
        rig.Tracker().End(1);
    }).join();
}

// As Clrscope.Activity writes: valid cleared first and set last, in program order.
void WriteContext(volatile uint64_t* words, uint64_t id) {
    words[3] = 0;
    for (const int word : {0, 1, 2, 4, 5, 6}) words[word] = id;
    words[3] = 1;
}

TEST(SignalHandler, ASampleNeverHasHalfASpan) {
    SamplingRig& rig = SamplingRig::Start();
    rig.Sampler().Apply(true, 1000);
    std::thread([&] {
        rig.Tracker().Announce(1);
        ThreadRecord* thread = rig.Registry().FindActive(platform::CurrentThreadId());
        ASSERT_NE(thread, nullptr);
        auto* words = reinterpret_cast<volatile uint64_t*>(&thread->context);
        for (uint64_t id = 1; rig.Get(Counter::HandlerRuns) < 200; ++id) WriteContext(words, id);
        rig.Tracker().End(1);
    }).join();
    size_t with = 0;
    for (const Sample& sample : rig.Samples()) {
        uint64_t words[4];
        std::memcpy(words, &sample.span, sizeof(words));
        for (const uint64_t word : words) EXPECT_EQ(word, words[0]);
        with += words[0] != 0;
    }
    EXPECT_EQ(with, rig.Get(Counter::SamplesWithSpan));
    EXPECT_GT(with, 0u);
}

TEST(SignalHandler, AForeignSignalReachesTheHandlerThatWasThereBefore) {
    SKIP_IF_SIGNALS_ARE_KEPT_BACK();
    const auto chained = [] {
        Install(CountingHandler);
        SamplingRig& rig = SamplingRig::Start();
        errno = EXDEV;
        sigqueue(getpid(), SIGPROF, sigval{.sival_int = 42});
        if (errno != EXDEV) return 1;
        if (g_calls != 1 || g_number != SIGPROF || g_value != 42 || g_context == nullptr) return 2;
        raise(SIGPROF);
        if (g_calls != 2) return 3;
        return rig.Get(Counter::SignalsForeign) == 2 && rig.Get(Counter::HandlerRuns) == 0 ? 0 : 4;
    };
    EXPECT_SUCCESS_IN_FRESH_PROCESS(chained);
}

TEST(SignalHandler, AHandlerWithoutSignalInformationIsReachedToo) {
    const auto chained = [] {
        signal(SIGPROF, SimpleHandler);
        SamplingRig::Start();
        raise(SIGPROF);
        return g_calls == 1 && g_number == SIGPROF ? 0 : 1;
    };
    EXPECT_SUCCESS_IN_FRESH_PROCESS(chained);
}

class UnhandledSignal : public testing::TestWithParam<sighandler_t> {};

TEST_P(UnhandledSignal, DoesNotEndTheProgram) {
    const auto survives = [] {
        signal(SIGPROF, GetParam());
        SamplingRig::Start();
        raise(SIGPROF);
        return 0;
    };
    EXPECT_SUCCESS_IN_FRESH_PROCESS(survives);
}

INSTANTIATE_TEST_SUITE_P(Disposition, UnhandledSignal, testing::Values(SIG_DFL, SIG_IGN));

TEST(SignalHandler, ATimerOfSomebodyElseIsForeign) {
    const auto chained = [] {
        Install(CountingHandler);
        SamplingRig& rig = SamplingRig::Start();
        sigevent event{};
        event.sigev_notify = SIGEV_SIGNAL;
        event.sigev_signo = SIGPROF;
        event.sigev_value.sival_ptr = &rig;
        timer_t timer;
        if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0) return 1;
        const itimerspec soon{{0, 0}, {0, 1'000'000}};
        timer_settime(timer, 0, &soon, nullptr);
        if (!Eventually([] { return g_calls == 1; })) return 2;
        return rig.Get(Counter::SignalsForeign) == 1 ? 0 : 3;
    };
    EXPECT_SUCCESS_IN_FRESH_PROCESS(chained);
}

TEST(SignalHandler, ASignalForARecordThatAsksForNothingIsStale) {
    SamplingRig& rig = SamplingRig::Start();
    std::lock_guard lock(rig.Registry().Lock());
    ThreadRecord* record = rig.Registry().Add(platform::CurrentThreadId(), true, {});
    ASSERT_TRUE(platform::SendSampleSignal(platform::CurrentThreadId(), record));
    EXPECT_EQ(rig.Get(Counter::SignalsStale), 1u);
    EXPECT_EQ(rig.Get(Counter::SignalsForeign), 0u);
    EXPECT_EQ(rig.Samples().size(), 0u);
    rig.Registry().Release(record);
    ASSERT_TRUE(platform::SendSampleSignal(platform::CurrentThreadId(), record));
    EXPECT_EQ(rig.Get(Counter::SignalsStale), 2u);
}

TEST(SignalHandler, ABlockingSystemCallIsRestarted) {
    SKIP_IF_SIGNALS_ARE_KEPT_BACK();
    SamplingRig& rig = SamplingRig::Start();
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    std::atomic<int32_t> tid{0};
    ssize_t got = 0;
    std::thread reader([&] {
        tid = platform::CurrentThreadId();
        char byte;
        got = read(ends[0], &byte, 1);
    });
    ASSERT_TRUE(Eventually([&] { return tid != 0; }));
    ThreadRecord* record;
    {
        std::lock_guard lock(rig.Registry().Lock());
        record = rig.Registry().Add(tid, false, {});
    }
    for (uint64_t sent = 1; sent <= 20; ++sent) {
        ASSERT_TRUE(platform::SendSampleSignal(tid, record));
        ASSERT_TRUE(Eventually([&] { return rig.Get(Counter::SignalsStale) == sent; }));
    }
    ASSERT_EQ(write(ends[1], "x", 1), 1);
    reader.join();
    EXPECT_EQ(got, 1) << "interrupted";
    close(ends[0]);
    close(ends[1]);
}

// An alternate stack for the calling thread, painted so that one can see how much of it was used.
class PaintedStack {
  public:
    PaintedStack() : memory_(kSize) {
        const stack_t stack{memory_.data(), 0, kSize};
        sigaltstack(&stack, nullptr);
        Paint();
    }
    ~PaintedStack() {
        const stack_t off{nullptr, SS_DISABLE, 0};
        sigaltstack(&off, nullptr);
    }
    PaintedStack(const PaintedStack&) = delete;
    PaintedStack& operator=(const PaintedStack&) = delete;

    void Paint() { std::fill(memory_.begin(), memory_.end(), kPaint); }

    // Bytes from the top of the stack down to the lowest one that was written.
    size_t Used() const {
        size_t lowest = 0;
        while (lowest < kSize && memory_[lowest] == kPaint) ++lowest;
        return kSize - lowest;
    }

  private:
    static constexpr size_t kSize = 256 * 1024;
    static constexpr unsigned char kPaint = 0xA5;
    std::vector<unsigned char> memory_;
};

void EmptyHandler(int, siginfo_t*, void*) {}

// Each level has a frame: the result is needed after the call, in a way that the compiler cannot turn into a loop.
__attribute__((noinline)) int Deep(int depth, const std::function<void()>& atTheBottom) {
    if (depth == 0) {
        atTheBottom();
        return 0;
    }
    volatile int below = Deep(depth - 1, atTheBottom);
    return below + 1;
}

// See "The handler runs on the thread's own stack" in docs/architecture.md.
TEST(SignalHandler, DoesNotAskForTheAlternateStack) {
    SamplingRig::Start();
    struct sigaction installed {};
    sigaction(SIGPROF, nullptr, &installed);
    EXPECT_EQ(0, installed.sa_flags & SA_ONSTACK);
}

TEST(SignalHandler, NeedsLittleStack) {
    SKIP_IF_SIGNALS_ARE_KEPT_BACK();
    std::thread([] {
        PaintedStack stack;
        Install(EmptyHandler);
        raise(SIGPROF);
        const size_t kernelsPart = stack.Used();
        ASSERT_GT(kernelsPart, 0u);

        SamplingRig& rig = SamplingRig::Start();
        // Where it can be measured.
        struct sigaction measured {};
        sigaction(SIGPROF, nullptr, &measured);
        measured.sa_flags |= SA_ONSTACK;
        sigaction(SIGPROF, &measured, nullptr);
        rig.Sampler().Apply(true, 1000);
        rig.Tracker().Announce(1);
        size_t most = 0;
        Deep(600, [&] {
            for (uint64_t run = 1; run <= 20; ++run) {
                stack.Paint();
                while (rig.Get(Counter::HandlerRuns) < run) {
                }
                most = std::max(most, stack.Used());
            }
        });
        rig.Tracker().End(1);
        EXPECT_GT(most, kernelsPart) << "the handler ran elsewhere";
        EXPECT_LT(most - kernelsPart, kMostHandlerStack);
        RecordProperty("handler_stack_bytes", std::to_string(most - kernelsPart));

        bool deepest = false;
        for (const test::Sample& sample : rig.Samples()) {
            deepest |= sample.stopReason == layout::StopReason::Root && sample.frames.size() == layout::kMaxFrames;
        }
        EXPECT_TRUE(deepest) << "no sample walked as far as a walk can go";
    }).join();
}

TEST(SignalHandler, AWalkThroughCodeOfNoTableAsksForALearner) {
    SamplingRig& rig = SamplingRig::Start();
    rig.Sampler().Apply(true, 1000);
    EXPECT_FALSE(rig.Learner().Rest(0));
    std::thread([&] {
        rig.Tracker().Announce(1);
        while (rig.Get(Counter::FramesGuessed) == 0) Burn(kMs);
        rig.Tracker().End(1);
    }).join();
    EXPECT_TRUE(rig.Learner().Rest(0));
    rig.Sampler().Apply(false, 1000);
}

TEST(SignalHandler, TheStackOfAThreadThatWasNeverAnnouncedIsWalkedFromTheFirstSampleOn) {
    SamplingRig& rig = SamplingRig::Start();
    rig.Sampler().Apply(true, 1000);
    std::thread([&] {
        const auto tid = static_cast<uint32_t>(platform::CurrentThreadId());
        // How many signals some milliseconds bring is the kernel's business.
        const auto burnUntil = [&](uint64_t samples) {
            while (rig.Get(Counter::HandlerRuns) < samples) Burn(kMs);
        };
        rig.Tracker().Scan(PseudoFrame::BeforeDiscovery);
        burnUntil(2);
        rig.Tracker().Scan(PseudoFrame::BeforeDiscovery);
        burnUntil(4);
        int walked = 0;
        for (const test::Sample& sample : rig.Samples()) {
            if (sample.tid != tid || sample.stopReason == layout::StopReason::NotWalked) continue;
            EXPECT_NE(sample.stopReason, layout::StopReason::NoStackBounds);
#ifndef __SANITIZE_THREAD__  // its library is met often, keeps no frame pointers, and has no tables here
            EXPECT_GT(sample.frames.size(), 1u);
#endif
            ++walked;
        }
        EXPECT_GT(walked, 2);
    }).join();
    rig.Sampler().Apply(false, 1000);
}

}  // namespace
}  // namespace clrscope
