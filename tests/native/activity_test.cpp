// The tracker's way in, and the context as samples and other profilers read it.
#include "context/activity.h"

#include <gtest/gtest.h>

#include <cstring>

#include "platform/threads.h"
#include "support/temporary_segment.h"

// Not thread_local, which GCC reaches through an initialiser that is not there, for the undefined behaviour sanitizer.
extern "C" __thread clrscope::ThreadContext* otel_thread_ctx_v1;

namespace clrscope {
namespace {

using layout::Counter;

class ActivityTest : public testing::Test {
  protected:
    ThreadRecord* RegisterThisThread() {
        std::lock_guard lock(registry_->Lock());
        return registry_->Add(platform::CurrentThreadId(), true, {});
    }

    test::TemporarySegment segment_{layout::kMinRingSize};
    std::unique_ptr<ThreadRegistry> registry_ = ThreadRegistry::Create(segment_->Counters(), &segment_->Journal(), 16);
    SampleWriter samples_{&segment_->Ring(), segment_->Counters()};
    Activity activity_{registry_.get(), &samples_, &segment_->Ring(), segment_->Counters()};
};

TEST_F(ActivityTest, OneTrackerIsAttachedAndOneOnly) {
    const std::atomic<uint32_t>* flags = nullptr;
    EXPECT_EQ(activity_.Attach(2, &flags), Activity::Attached::OtherVersion);
    EXPECT_EQ(segment_->Counters().Get(Counter::ActivityAttached), 0u);
    EXPECT_EQ(activity_.Attach(1, &flags), Activity::Attached::Yes);
    EXPECT_EQ(activity_.Attach(1, &flags), Activity::Attached::AlreadyThere);
    EXPECT_EQ(segment_->Counters().Get(Counter::ActivityAttached), 1u);
    ASSERT_NE(flags, nullptr);
    EXPECT_EQ(*flags, 0u);
}

TEST_F(ActivityTest, AThreadGetsItsContextOnceItIsRegistered) {
    EXPECT_EQ(activity_.OfThisThread(), nullptr);
    EXPECT_EQ(otel_thread_ctx_v1, nullptr);
    ThreadRecord* thread = RegisterThisThread();
    ASSERT_NE(thread, nullptr);
    EXPECT_EQ(activity_.OfThisThread(), &thread->context);
    EXPECT_EQ(otel_thread_ctx_v1, &thread->context);
    PublishContext(nullptr);
}

TEST_F(ActivityTest, ARecordThatAnotherThreadGetsHasNoContext) {
    ThreadRecord* thread = RegisterThisThread();
    thread->context.valid = 1;
    std::lock_guard lock(registry_->Lock());
    registry_->Release(thread);
    ThreadRecord* next = registry_->Add(1, true, {});
    EXPECT_EQ(next, thread);
    EXPECT_EQ(next->context.valid, 0);
}

TEST_F(ActivityTest, SpansAreRecordedWhileThatIsWanted) {
    layout::SpanRecord span{};
    EXPECT_FALSE(activity_.WriteSpan(layout::RecordKind::SpanStop, &span, sizeof(span)));
    activity_.Apply(true, 10, 100);
    EXPECT_TRUE(activity_.WriteSpan(layout::RecordKind::SpanStop, &span, sizeof(span)));
    activity_.Apply(false, 10, 100);
    EXPECT_FALSE(activity_.WriteSpan(layout::RecordKind::SpanStop, &span, sizeof(span)));
}

TEST_F(ActivityTest, ASampleTellsItsSpanWhileThatIsWanted) {
    ThreadRecord* thread = RegisterThisThread();
    thread->context.valid = 1;
    thread->context.traceId[0] = 7;
    const auto traceOf = [&](uint64_t position) {
        const uint64_t pc = 0x1000;
        samples_.WriteStack(thread, 1, 1, {1, layout::StopReason::Root, 0}, &pc);
        return reinterpret_cast<const layout::SampleRecord*>(segment_->Ring().At(position))->span.traceId[0];
    };
    activity_.Apply(true, 10, 100);
    EXPECT_EQ(traceOf(0), 7);
    activity_.Apply(false, 10, 100);
    EXPECT_EQ(traceOf(segment_->Ring().Head()), 0);
}

TEST(ThreadContextTest, OnlyAValidContextIsRead) {
    ThreadContext context{};
    std::memset(context.traceId, 0x11, sizeof(context.traceId));
    std::memset(context.spanId, 0x22, sizeof(context.spanId));
    std::memset(context.rootSpanId, 0x33, sizeof(context.rootSpanId));
    layout::SpanIds ids{};
    EXPECT_FALSE(ReadContext(context, &ids));
    EXPECT_EQ(ids.traceId[0], 0);
    context.valid = 1;
    ASSERT_TRUE(ReadContext(context, &ids));
    EXPECT_EQ(ids.traceId[15], 0x11);
    EXPECT_EQ(ids.spanId[7], 0x22);
    EXPECT_EQ(ids.rootSpanId[0], 0x33);
}

}  // namespace
}  // namespace clrscope
