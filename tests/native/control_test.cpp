// The way from the control page to the sampler.
#include "host/control.h"

#include <gtest/gtest.h>

#include "support/temporary_segment.h"

namespace clrscope {
namespace {

using layout::Counter;

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

    void ExpectInForce(uint64_t generation, bool enabled, uint32_t hz) {
        const layout::Producer* producer = segment_->Producer();
        EXPECT_EQ(producer->appliedGeneration, generation);
        EXPECT_EQ(producer->appliedCpuEnabled, enabled ? 1u : 0u);
        EXPECT_EQ(producer->appliedCpuHz, hz);
        EXPECT_EQ(sampler_.IntervalNs(), enabled ? 1'000'000'000u / hz : 0u);
    }

    test::TemporarySegment segment_{layout::kMinRingSize};
    std::unique_ptr<ThreadRegistry> registry_ = ThreadRegistry::Create(segment_->Counters(), &segment_->Journal(), 16);
    SampleWriter writer_{&segment_->Ring(), segment_->Counters()};
    CpuSampler sampler_{registry_.get(), &writer_};
};

TEST_F(ControlTest, TheFirstValuesAreInForceAtOnce) {
    Control control(&*segment_, &sampler_, true, 100, 0);
    ExpectInForce(0, true, 100);
    control.Poll();
    ExpectInForce(0, true, 100);
}

TEST_F(ControlTest, WhatTheAgentWritesIsInForceAfterTheNextPoll) {
    Control control(&*segment_, &sampler_, true, 100, 0);
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
    Control control(&*segment_, &sampler_, true, 100, 0);
    segment_->Control()->generation = 1;
    segment_->Control()->cpuHz = 500;
    control.Poll();
    ExpectInForce(0, true, 100);
    segment_->Control()->generation = 2;
    control.Poll();
    ExpectInForce(2, true, 500);
}

TEST_F(ControlTest, ValuesOutOfRangeAreRejectedOnceAndCounted) {
    Control control(&*segment_, &sampler_, true, 100, 0);
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
    Control hzPinned(&*segment_, &sampler_, true, 100, layout::kPinnedCpuHz);
    Write(0, 500);
    hzPinned.Poll();
    ExpectInForce(2, false, 100);
    Control enabledPinned(&*segment_, &sampler_, true, 100, layout::kPinnedCpuEnabled);
    Write(0, 500);
    enabledPinned.Poll();
    ExpectInForce(4, true, 500);
}

}  // namespace
}  // namespace clrscope
