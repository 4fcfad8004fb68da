#include "platform/wake.h"

#include <gtest/gtest.h>

#include <thread>

#include "platform/clock.h"

namespace clrscope {
namespace {

constexpr uint64_t kMs = 1'000'000;
constexpr uint64_t kForever = 3'600'000 * kMs;

TEST(Wake, ARestThatNobodyEndsLastsAsLongAsIsSaid) {
    platform::Wake wake;
    const uint64_t start = platform::MonotonicNs();
    EXPECT_FALSE(wake.Rest(30 * kMs));
    EXPECT_GE(platform::MonotonicNs() - start, 30 * kMs);
}

TEST(Wake, WhoRestsIsWoken) {
    platform::Wake wake;
    std::thread resting([&] { EXPECT_TRUE(wake.Rest(kForever)); });
    platform::SleepNs(20 * kMs);
    wake.Ask();
    resting.join();
}

TEST(Wake, AsksBeforeTheRestEndItOnce) {
    platform::Wake wake;
    wake.Ask();
    wake.Ask();
    EXPECT_TRUE(wake.Rest(kForever));
    EXPECT_FALSE(wake.Rest(kMs));
}

TEST(Wake, NoAskIsLostHoweverTheyMeet) {
    platform::Wake there;
    platform::Wake back;
    constexpr int kRounds = 20'000;
    std::thread other([&] {
        for (int i = 0; i < kRounds; ++i) {
            EXPECT_TRUE(there.Rest(kForever));
            back.Ask();
        }
    });
    for (int i = 0; i < kRounds; ++i) {
        there.Ask();
        EXPECT_TRUE(back.Rest(kForever));
    }
    other.join();
}

}  // namespace
}  // namespace clrscope
