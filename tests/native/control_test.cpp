// The way from the control page to the sampler and the activity tracker.
#include "host/control.h"

#include <gtest/gtest.h>

#include "support/temporary_segment.h"

namespace clrscope {
namespace {

using layout::Counter;

constexpr ControlValues kInitial = test::TemporarySegment::kInitial;

class ControlTest : public testing::Test {
  protected:
    // As an agent does: odd while the fields change.
    void Write(uint32_t enabled, uint32_t hz) {
        layout::Control* page = segment_->Control();
        page->generation.fetch_add(1);
        page->cpuEnabled = enabled;
        page->cpuHz = hz;
        page->generation.fetch_add(1);
    }

    void WriteActivity(uint32_t enabled, uint32_t spansPerSecond, uint32_t spanPercent) {
        layout::Control* page = segment_->Control();
        page->generation.fetch_add(1);
        page->activityEnabled = enabled;
        page->spansPerSecond = spansPerSecond;
        page->spanPercent = spanPercent;
        page->generation.fetch_add(1);
    }

    uint32_t Flags() {
        if (flags_ == nullptr) activity_.Attach(Activity::kVersion, &flags_);
        return *flags_;
    }

    void ExpectInForce(uint64_t generation, bool enabled, uint32_t hz) {
        const layout::Producer* producer = segment_->Producer();
        EXPECT_EQ(producer->appliedGeneration, generation);
        EXPECT_EQ(producer->appliedCpuEnabled, enabled ? 1u : 0u);
        EXPECT_EQ(producer->appliedCpuHz, hz);
        EXPECT_EQ(sampler_.IntervalNs(), enabled ? 1'000'000'000u / hz : 0u);
    }

    const std::atomic<uint32_t>* flags_ = nullptr;
    test::TemporarySegment segment_{layout::kMinRingSize};
    std::unique_ptr<ThreadRegistry> registry_ = ThreadRegistry::Create(segment_->Counters(), &segment_->Journal(), 16);
    SampleWriter writer_{&segment_->Ring(), segment_->Counters()};
    CpuSampler sampler_{registry_.get(), &writer_};
    Activity activity_{registry_.get(), &segment_->Ring(), segment_->Counters()};
};

TEST_F(ControlTest, TheFirstValuesAreInForceAtOnce) {
    Control control(&*segment_, &sampler_, &activity_, kInitial, 0);
    ExpectInForce(0, true, 100);
    control.Poll();
    ExpectInForce(0, true, 100);
}

TEST_F(ControlTest, WhatTheAgentWritesIsInForceAfterTheNextPoll) {
    Control control(&*segment_, &sampler_, &activity_, kInitial, 0);
    Write(1, 250);
    ExpectInForce(0, true, 100);
    control.Poll();
    ExpectInForce(2, true, 250);
    Write(0, 250);
    control.Poll();
    ExpectInForce(4, false, 250);
    Write(1, 1000);
    control.Poll();
    ExpectInForce(6, true, 1000);
}

TEST_F(ControlTest, HalfWrittenValuesAreNotApplied) {
    Control control(&*segment_, &sampler_, &activity_, kInitial, 0);
    segment_->Control()->generation = 1;
    segment_->Control()->cpuHz = 500;
    control.Poll();
    ExpectInForce(0, true, 100);
    segment_->Control()->generation = 2;
    control.Poll();
    ExpectInForce(2, true, 500);
}

TEST_F(ControlTest, ValuesOutOfRangeAreRejectedOnceAndCounted) {
    Control control(&*segment_, &sampler_, &activity_, kInitial, 0);
    uint64_t rejected = 0;
    for (const auto& [enabled, hz] : {std::pair{1u, 0u}, {1u, 1001u}, {1u, ~0u}, {2u, 100u}}) {
        Write(enabled, hz);
        control.Poll();
        control.Poll();
        ExpectInForce(0, true, 100);
        EXPECT_EQ(segment_->Counters().Get(Counter::ControlRejected), ++rejected);
    }
    Write(1, 10);
    control.Poll();
    ExpectInForce(10, true, 10);
}

TEST_F(ControlTest, WhatTheEnvironmentPinnedStays) {
    Control hzPinned(&*segment_, &sampler_, &activity_, kInitial, layout::kPinnedCpuHz);
    Write(0, 500);
    hzPinned.Poll();
    ExpectInForce(2, false, 100);
    Control enabledPinned(&*segment_, &sampler_, &activity_, kInitial, layout::kPinnedCpuEnabled);
    Write(0, 500);
    enabledPinned.Poll();
    ExpectInForce(4, true, 500);
}

TEST_F(ControlTest, TheTrackerIsToldWhatIsWanted) {
    Control control(&*segment_, &sampler_, &activity_, kInitial, 0);
    EXPECT_EQ(Flags(), Activity::kKeepContexts | Activity::kRecordSpans);
    EXPECT_EQ(segment_->Producer()->appliedActivityEnabled, 1u);
    WriteActivity(1, 0, 100);
    control.Poll();
    EXPECT_EQ(Flags(), Activity::kKeepContexts);
    WriteActivity(0, 1000, 100);
    control.Poll();
    EXPECT_EQ(Flags(), 0u);
    EXPECT_EQ(segment_->Producer()->appliedActivityEnabled, 0u);
}

TEST_F(ControlTest, ActivityValuesOutOfRangeAreRejected) {
    Control control(&*segment_, &sampler_, &activity_, kInitial, 0);
    uint64_t rejected = 0;
    for (const auto& [enabled, perSecond, percent] :
         {std::tuple{2u, 1u, 1u}, {1u, layout::kMaxSpansPerSecond + 1, 1u}, {1u, 1u, 101u}}) {
        WriteActivity(enabled, perSecond, percent);
        control.Poll();
        EXPECT_EQ(Flags(), Activity::kKeepContexts | Activity::kRecordSpans);
        EXPECT_EQ(segment_->Counters().Get(Counter::ControlRejected), ++rejected);
    }
}

TEST_F(ControlTest, PinnedActivityStays) {
    Control control(&*segment_, &sampler_, &activity_, kInitial,
                    layout::kPinnedActivityEnabled | layout::kPinnedSpansPerSecond);
    WriteActivity(0, 0, 100);
    control.Poll();
    EXPECT_EQ(Flags(), Activity::kKeepContexts | Activity::kRecordSpans);
}

}  // namespace
}  // namespace clrscope
