// When samples are due, and that random phases make totals right on average.
#include "threads/expiry_schedule.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace clrscope {
namespace {

TEST(ExpirySchedule, TheFirstExpiryIsWithinOneIntervalOfTheStart) {
    for (const uint64_t random : {uint64_t{0}, uint64_t{1}, uint64_t{999}, uint64_t{1000}, ~uint64_t{0}}) {
        const auto schedule = ExpirySchedule::From(5000, 1000, random);
        EXPECT_GT(schedule.firstNs, 5000u);
        EXPECT_LE(schedule.firstNs, 6000u);
    }
    EXPECT_EQ(ExpirySchedule::From(5000, 1000, 0).firstNs, 5001u);
    EXPECT_EQ(ExpirySchedule::From(5000, 1000, 999).firstNs, 6000u);
}

TEST(ExpirySchedule, ExpiriesAreCountedFromTheFirstOnIncluded) {
    const auto schedule = ExpirySchedule::From(0, 1000, 299);
    EXPECT_EQ(schedule.ExpiriesBy(0), 0u);
    EXPECT_EQ(schedule.ExpiriesBy(299), 0u);
    EXPECT_EQ(schedule.ExpiriesBy(300), 1u);
    EXPECT_EQ(schedule.ExpiriesBy(1299), 1u);
    EXPECT_EQ(schedule.ExpiriesBy(1300), 2u);
    EXPECT_EQ(schedule.ExpiriesBy(10'300), 11u);
}

TEST(ExpirySchedule, WithoutAnIntervalNothingIsDue) {
    EXPECT_EQ(ExpirySchedule{}.ExpiriesBy(~uint64_t{0}), 0u);
}

// Threads that live for a fraction of the interval, as many as a busy pool starts in a day.
class ShortThreads : public testing::TestWithParam<uint64_t> {};

TEST_P(ShortThreads, CountRightOnAverage) {
    constexpr uint64_t kInterval = 10'000'000;
    constexpr int kThreads = 1'000'000;
    const uint64_t cpu = GetParam();
    std::mt19937_64 random(1);
    double expiries = 0;
    for (int i = 0; i < kThreads; ++i) {
        expiries += static_cast<double>(ExpirySchedule::From(0, kInterval, random()).ExpiriesBy(cpu));
    }
    const double expected = static_cast<double>(cpu) / kInterval;
    const double fraction = expected - std::floor(expected);
    const double deviation = std::sqrt(fraction * (1 - fraction) / kThreads);
    EXPECT_NEAR(expiries / kThreads, expected, 6 * deviation + 1e-9);
}

INSTANTIATE_TEST_SUITE_P(CpuNs, ShortThreads,
                         testing::Values(1'000, 100'000, 3'000'000, 9'999'999, 10'000'000, 10'000'001, 37'123'456));

}  // namespace
}  // namespace clrscope
