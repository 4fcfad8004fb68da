// CPU time in, weights out: real timers on real threads, in every way that a thread can be sampled.
#include "sampling/cpu_sampler.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <semaphore>
#include <thread>
#include <vector>

#include "platform/signals.h"
#include "support/sampling_rig.h"
#include "support/wait.h"

namespace clrscope {
namespace {

using layout::Counter;
using layout::PseudoFrame;
using test::Burn;
using test::Eventually;
using test::OwnCpuNs;
using test::Sample;
using test::SamplingRig;

constexpr uint64_t kMs = 1'000'000;

// What a thread used, and who it was.
struct Used {
    int32_t tid = 0;
    uint64_t cpuNs = 0;
};

// The whole life of a thread that the runtime announces.
template <typename Work>
Used RunAnnounced(SamplingRig& rig, uintptr_t managedId, Work work) {
    rig.Tracker().Announce(managedId);
    work();
    const Used used{platform::CurrentThreadId(), OwnCpuNs()};
    rig.Tracker().End(managedId);
    return used;
}

// What samples may lag behind a tick that has just met the thread.
constexpr uint64_t LagNs(uint64_t intervalNs) {
    return 2 * intervalNs + 10 * kMs;
}

// The end of a thread's work. On a busy machine a thread may leave the processor before the tick that would have met
// its expiries, again and again; what is missing then is credited when the thread is gone (see ProcessCpu below), not
// to the thread. The next tick that meets it makes up for all: so it works on until one has. weight: of its samples;
// cpu: its CPU time that they are to stand for.
template <typename Weight, typename Cpu>
void BurnUntilATickHasMet(uint64_t intervalNs, Weight weight, Cpu cpu) {
    for (int i = 0; i < 2000 && weight() + LagNs(intervalNs) < cpu(); ++i) Burn(kMs);
}

void BurnUntilSampled(SamplingRig& rig, uint64_t intervalNs, uint64_t fromNs = 0) {
    BurnUntilATickHasMet(
        intervalNs, [&] { return rig.WeightOf(platform::CurrentThreadId()); }, [&] { return OwnCpuNs() - fromNs; });
}

// Every expiry of a schedule is in at most one sample, so a thread's weight is never more than its CPU time and one
// interval; and not less by more than what it may lag.
void ExpectWeight(SamplingRig& rig, const Used& used, uint64_t intervalNs) {
    EXPECT_LE(rig.WeightOf(used.tid), used.cpuNs + intervalNs + kMs) << "thread " << used.tid;
    EXPECT_GE(rig.WeightOf(used.tid) + LagNs(intervalNs) + kMs, used.cpuNs) << "thread " << used.tid;
}

class CpuSamplerAtRate : public testing::TestWithParam<uint32_t> {};

TEST_P(CpuSamplerAtRate, TheWeightsOfAThreadAreItsCpuTime) {
    SamplingRig& rig = SamplingRig::Start();
    rig.Sampler().Apply(true, GetParam());
    const uint64_t intervalNs = 1'000 * kMs / GetParam();
    std::vector<Used> used(4);
    std::vector<std::thread> threads;
    for (size_t i = 0; i < used.size(); ++i) {
        threads.emplace_back([&, i] {
            used[i] = RunAnnounced(rig, i + 1, [&] {
                Burn((i + 1) * 100 * kMs);
                BurnUntilSampled(rig, intervalNs);
            });
        });
    }
    for (std::thread& thread : threads) thread.join();

    for (const Used& thread : used) ExpectWeight(rig, thread, intervalNs);
    EXPECT_EQ(rig.Get(Counter::TimersRefused), 0u);
    EXPECT_EQ(rig.Get(Counter::TimersArmed), 0u) << "the threads are gone, and so are their timers";
    EXPECT_EQ(rig.Get(Counter::SampleWeightNs), rig.Sum([](const Sample&) { return true; }));
    EXPECT_EQ(rig.Get(Counter::SamplesCommitted), rig.Samples().size());
}

INSTANTIATE_TEST_SUITE_P(Hz, CpuSamplerAtRate, testing::Values(19, 100, 1000));

// What the profiler owes the user: all CPU time of the process, each nanosecond once.
class ProcessCpu : public testing::TestWithParam<uint32_t> {};

TEST_P(ProcessCpu, IsTheSumOfAllWeightsWhateverThreadsCameAndWent) {
    SamplingRig& rig = SamplingRig::Start();
    Burn(50 * kMs);
    const uint64_t departedBefore = platform::ProcessCpuNs() - OwnCpuNs();
    rig.Sampler().Apply(true, GetParam());
    rig.Tracker().Scan(PseudoFrame::BeforeStart);
    std::thread lasting([&] { RunAnnounced(rig, 1, [] { Burn(300 * kMs); }); });
    for (uintptr_t id = 2; id < 300; ++id) {
        std::thread([&] { RunAnnounced(rig, id, [] { Burn(3 * kMs); }); }).join();
        if (id % 50 == 0) rig.Tracker().Scan(PseudoFrame::BeforeDiscovery);
        if (id % 70 == 0) std::thread([] { Burn(20 * kMs); }).join();  // never announced, gone before it is found
    }
    lasting.join();
    rig.Tracker().Scan(PseudoFrame::BeforeDiscovery);
    rig.Sampler().CreditAll();

    const auto cpu = static_cast<double>(platform::ProcessCpuNs() - departedBefore);
    const auto weight = static_cast<double>(rig.Get(Counter::SampleWeightNs));
    EXPECT_NEAR(weight, cpu, 0.02 * cpu);
    rig.Sampler().Apply(false, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Hz, ProcessCpu, testing::Values(100, 1000));

TEST(CpuSampler, AnIdleThreadIsNotInterrupted) {
    SamplingRig& rig = SamplingRig::Start();
    rig.Sampler().Apply(true, 1000);
    std::binary_semaphore done{0};
    std::binary_semaphore announced{0};
    uint64_t runs = 0;
    std::thread idle([&] {
        RunAnnounced(rig, 1, [&] {
            const uint64_t before = rig.Get(Counter::HandlerRuns);
            announced.release();
            done.acquire();
            runs = rig.Get(Counter::HandlerRuns) - before;
        });
    });
    announced.acquire();
    Burn(50 * kMs);
    done.release();
    idle.join();
    EXPECT_LE(runs, 1u) << "only what its start has cost may come due so late";
}

// While it lives, this user's processes can have no queued signals, so no timers either.
class NoSignalQueue {
  public:
    NoSignalQueue() {
        getrlimit(RLIMIT_SIGPENDING, &before_);
        const rlimit none{0, before_.rlim_max};
        setrlimit(RLIMIT_SIGPENDING, &none);
    }
    ~NoSignalQueue() { setrlimit(RLIMIT_SIGPENDING, &before_); }
    NoSignalQueue(const NoSignalQueue&) = delete;
    NoSignalQueue& operator=(const NoSignalQueue&) = delete;

  private:
    rlimit before_{};
};

TEST(CpuSampler, ThreadsThatTheKernelRefusesATimerAreSampledByPolling) {
    const NoSignalQueue refused;
    SamplingRig& rig = SamplingRig::Start();
    rig.Sampler().Apply(true, 100);
    EXPECT_FALSE(rig.Sampler().NeedsPolling());
    std::vector<Used> used(3);
    std::vector<std::thread> threads;
    std::atomic<int> running{static_cast<int>(used.size())};
    std::atomic<int> announced{0};
    for (size_t i = 0; i < used.size(); ++i) {
        threads.emplace_back([&, i] {
            used[i] = RunAnnounced(rig, i + 1, [&] {
                ++announced;
                Burn(200 * kMs);
                BurnUntilSampled(rig, 10 * kMs);
            });
            --running;
        });
    }
    ASSERT_TRUE(Eventually([&] { return announced == 3; }));
    EXPECT_TRUE(rig.Sampler().NeedsPolling());
    EXPECT_EQ(rig.Sampler().IntervalNs(), 10 * kMs);
    while (running != 0) {
        rig.Sampler().Poll();
        platform::SleepNs(rig.Sampler().IntervalNs());
    }
    for (std::thread& thread : threads) thread.join();

    for (const Used& thread : used) ExpectWeight(rig, thread, 10 * kMs);
    EXPECT_EQ(rig.Get(Counter::TimersRefused), used.size());
    EXPECT_GT(rig.Get(Counter::PollSignalsSent), 0u);
    EXPECT_GT(rig.Get(Counter::HandlerRuns), 0u) << "no stack was taken: all of it is pseudo samples";
    EXPECT_FALSE(rig.Sampler().NeedsPolling());
}

TEST(CpuSampler, ExpiriesThatOneSignalStandsForAreItsWeight) {
    SamplingRig& rig = SamplingRig::Start();
    rig.Sampler().Apply(true, 1000);
    Used used;
    std::thread([&] {
        used = RunAnnounced(rig, 1, [&] {
            {
                const platform::SampleSignalBlock block;
                Burn(400 * kMs);
            }
            BurnUntilSampled(rig, kMs);
        });
    }).join();
    ExpectWeight(rig, used, kMs);
    EXPECT_GT(rig.Get(Counter::TimerOverruns), 80u);
    uint64_t heaviest = 0;
    for (const Sample& sample : rig.Samples()) heaviest = std::max(heaviest, sample.weightNs);
    EXPECT_GT(heaviest, 80 * kMs);
}

TEST(CpuSampler, AThreadThatBlocksTheSignalIsCreditedWithoutItsHelpAndOnlyOnce) {
    SamplingRig& rig = SamplingRig::Start();
    rig.Sampler().Apply(true, 100);
    std::binary_semaphore burnt{0};
    std::binary_semaphore scanned{0};
    Used used;
    std::thread thread([&] {
        used = RunAnnounced(rig, 1, [&] {
            {
                const platform::SampleSignalBlock block;
                Burn(200 * kMs);
                burnt.release();
                scanned.acquire();
            }
            Burn(100 * kMs);
            BurnUntilSampled(rig, 10 * kMs);
        });
    });
    burnt.acquire();
    rig.Tracker().Scan(PseudoFrame::BeforeDiscovery);
    scanned.release();
    thread.join();
    EXPECT_GE(rig.WeightOf(used.tid, PseudoFrame::SignalBlocked), 150 * kMs);
    ExpectWeight(rig, used, 10 * kMs);
}

TEST(CpuSampler, OffMeansThatNoTimerExists) {
    SamplingRig& rig = SamplingRig::Start();
    rig.Sampler().Apply(false, 100);
    std::thread([&] {
        RunAnnounced(rig, 1, [&] {
            Burn(30 * kMs);
            EXPECT_EQ(rig.Get(Counter::TimersArmed), 0u);
            EXPECT_EQ(rig.Samples().size(), 0u);

            rig.Sampler().Apply(true, 1000);
            EXPECT_EQ(rig.Get(Counter::TimersArmed), 1u);
            Burn(30 * kMs);
            EXPECT_GT(rig.Get(Counter::HandlerRuns), 0u);

            rig.Sampler().Apply(false, 1000);
            EXPECT_EQ(rig.Get(Counter::TimersArmed), 0u);
            const size_t before = rig.Samples().size();
            Burn(30 * kMs);
            EXPECT_EQ(rig.Samples().size(), before);
        });
    }).join();
}

TEST(CpuSampler, AThreadSampledFromNowOnOwesNothingForBefore) {
    SamplingRig& rig = SamplingRig::Start();
    uint64_t before = 0;
    Used used;
    std::thread([&] {
        used = RunAnnounced(rig, 1, [&] {
            Burn(100 * kMs);
            before = OwnCpuNs();
            rig.Sampler().Apply(true, 100);
            Burn(100 * kMs);
            BurnUntilSampled(rig, 10 * kMs, before);
        });
    }).join();
    used.cpuNs -= before;
    ExpectWeight(rig, used, 10 * kMs);
}

// Each change begins a schedule of a random phase and leaves behind what the kernel's tick still owes, or that comes
// just before the change.
TEST(CpuSampler, TheRateMayChangeAtAnyTime) {
    SamplingRig& rig = SamplingRig::Start();
    std::thread([&] {
        RunAnnounced(rig, 1, [&] {
            const int32_t tid = platform::CurrentThreadId();
            uint64_t owedNs = 0;
            for (const uint32_t hz : {100u, 1000u, 250u, 1000u}) {
                const uint64_t intervalNs = 1'000 * kMs / hz;
                const uint64_t cpuBefore = OwnCpuNs();
                const uint64_t weightBefore = rig.WeightOf(tid);
                rig.Sampler().Apply(true, hz);
                Burn(80 * kMs);
                const auto weight = [&] { return rig.WeightOf(tid) - weightBefore; };
                BurnUntilATickHasMet(intervalNs, weight, [&] { return OwnCpuNs() - cpuBefore; });
                EXPECT_LE(weight(), OwnCpuNs() - cpuBefore + intervalNs + kMs + owedNs) << hz;
                owedNs = LagNs(intervalNs) + kMs;
                EXPECT_GE(weight() + owedNs, OwnCpuNs() - cpuBefore) << hz;
            }
        });
    }).join();
}

TEST(CpuSampler, WhatAThreadUsedBeforeItWasFoundHasAName) {
    SamplingRig& rig = SamplingRig::Start();
    rig.Sampler().Apply(true, 100);
    std::binary_semaphore burnt{0};
    std::binary_semaphore found{0};
    std::binary_semaphore done{0};
    int32_t tid = 0;
    uint64_t cpu = 0;
    std::thread thread([&] {
        tid = platform::CurrentThreadId();
        Burn(100 * kMs);
        burnt.release();
        found.acquire();
        Burn(100 * kMs);
        cpu = OwnCpuNs();
        burnt.release();
        done.acquire();
    });
    burnt.acquire();
    rig.Tracker().Scan(PseudoFrame::BeforeDiscovery);
    EXPECT_NEAR(static_cast<double>(rig.WeightOf(tid, PseudoFrame::BeforeDiscovery)), 100.0 * kMs, 5.0 * kMs);
    found.release();
    burnt.acquire();
    // What the kernel's tick still owes.
    rig.Sampler().CreditAll();
    EXPECT_NEAR(static_cast<double>(rig.WeightOf(tid)), static_cast<double>(cpu), 11.0 * kMs);
    done.release();
    thread.join();
    rig.Sampler().Apply(false, 100);
}

TEST(CpuSampler, OurOwnThreadsAreCountedButNeverSignalled) {
    SamplingRig& rig = SamplingRig::Start();
    rig.Sampler().Apply(true, 100);
    std::thread([&] {
        const int32_t tid = platform::CurrentThreadId();
        rig.Tracker().AddOwn();
        // What it used until now may have a sample: a sanitizer makes the start of a thread slow.
        const size_t before = rig.Samples().size();
        EXPECT_LE(before, 1u);
        Burn(100 * kMs);
        EXPECT_EQ(rig.Get(Counter::TimersArmed), 0u);
        EXPECT_EQ(rig.Samples().size(), before);
        const uint64_t cpu = OwnCpuNs();
        rig.Sampler().CreditOwnThreads();
        EXPECT_NEAR(static_cast<double>(rig.WeightOf(tid, PseudoFrame::Profiler)), static_cast<double>(cpu),
                    11.0 * kMs);
    }).join();
    EXPECT_EQ(rig.Get(Counter::HandlerRuns), 0u);
}

TEST(CpuSampler, AnEndedThreadThatGoesOnIsSampledAgain) {
    SamplingRig& rig = SamplingRig::Start();
    rig.Sampler().Apply(true, 100);
    std::thread([&] {
        const int32_t tid = platform::CurrentThreadId();
        rig.Tracker().Announce(1);
        Burn(50 * kMs);
        rig.Tracker().End(1);
        const uint64_t atEnd = OwnCpuNs();
        Burn(50 * kMs);
        rig.Tracker().Scan(PseudoFrame::BeforeDiscovery);
        Burn(50 * kMs);
        const uint64_t cpu = OwnCpuNs();
        rig.Sampler().CreditAll();
        EXPECT_LE(rig.WeightOf(tid), cpu + 21 * kMs);
        // What the ticks have missed until the announced end is not credited to the thread: see ExpectWeight.
        EXPECT_GE(rig.WeightOf(tid) + 21 * kMs, cpu - atEnd);
    }).join();
    rig.Sampler().Apply(false, 100);
}

TEST(CpuSampler, AThreadThatEndsDuringAScanIsNotCreditedTwice) {
    SamplingRig& rig = SamplingRig::Start();
    std::binary_semaphore worked{0};
    std::binary_semaphore scanning{0};
    rig.Sampler().Apply(true, 100);
    Used used;
    std::thread ending([&] {
        used = RunAnnounced(rig, 1, [&] {
            Burn(200 * kMs);
            BurnUntilSampled(rig, 10 * kMs);
        });
        worked.release();
        scanning.acquire();
    });
    worked.acquire();
    const uint64_t sampled = rig.Get(Counter::SampleWeightNs);
    rig.Sampler().OnScanning();
    scanning.release();
    ending.join();
    rig.Sampler().OnScanned();
    EXPECT_EQ(rig.Get(Counter::SampleWeightNs), sampled);

    rig.Tracker().Scan(PseudoFrame::BeforeDiscovery);
    rig.Sampler().CreditAll();
    EXPECT_GT(sampled, used.cpuNs / 4);
    rig.Sampler().Apply(false, 100);
}

TEST(CpuSampler, AFullRingCountsWhatItDrops) {
    SamplingRig& rig = SamplingRig::Start();
    Ring::Reservation rest{};
    while (rig.Segment().Ring().Reserve(65536, &rest)) rig.Segment().Ring().Commit(rest, layout::RecordKind::Padding);
    rig.Sampler().Apply(true, 1000);
    uint64_t cpu = 0;
    const auto dropped = [&] { return rig.Get(Counter::DroppedWeightNs); };
    std::thread([&] {
        cpu = RunAnnounced(rig, 1, [&] {
                  Burn(100 * kMs);
                  BurnUntilATickHasMet(kMs, dropped, OwnCpuNs);
              }).cpuNs;
    }).join();
    EXPECT_GT(rig.Get(Counter::SamplesDroppedRingFull), 0u);
    EXPECT_EQ(rig.Get(Counter::SamplesCommitted), 0u);
    EXPECT_LE(dropped(), cpu + 2 * kMs);
    EXPECT_GE(dropped() + LagNs(kMs) + kMs, cpu);
}

}  // namespace
}  // namespace clrscope
