// Span records on their way into the ring.
#include "context/span_writer.h"

#include <gtest/gtest.h>

#include <cstring>
#include <thread>
#include <vector>

#include "support/temporary_segment.h"

namespace clrscope {
namespace {

using layout::Counter;
using layout::RecordKind;

constexpr uint64_t kSecondNs = 1'000'000'000;

class SpanWriterTest : public testing::Test {
  protected:
    SpanWriterTest() { writer_.Apply(1000, 100); }

    static layout::SpanRecord Span(uint64_t trace, uint8_t span, uint8_t root, uint64_t atNs = kSecondNs) {
        layout::SpanRecord record{};
        record.header.commit = ~uint64_t{0};
        record.startNs = atNs;
        record.endNs = atNs;
        std::memcpy(record.span.traceId + 8, &trace, sizeof(trace));
        record.span.spanId[7] = span;
        record.span.rootSpanId[7] = root;
        return record;
    }
    static layout::SpanRecord Root(uint64_t trace, uint64_t atNs = kSecondNs) { return Span(trace, 1, 1, atNs); }
    static layout::SpanRecord Child(uint64_t trace, uint64_t atNs = kSecondNs) { return Span(trace, 2, 1, atNs); }

    bool Stop(const layout::SpanRecord& record) { return writer_.Write(RecordKind::SpanStop, &record, sizeof(record)); }

    uint64_t Count(Counter counter) { return segment_->Counters().Get(counter); }

    test::TemporarySegment segment_{layout::kMinRingSize};
    SpanWriter writer_{&segment_->Ring(), segment_->Counters()};
};

TEST_F(SpanWriterTest, ARecordComesWholeWithAHeaderOfItsOwn) {
    std::vector<std::byte> bytes(sizeof(layout::SpanRecord) + 9, std::byte{0x77});
    const layout::SpanRecord record = Child(5);
    std::memcpy(bytes.data(), &record, sizeof(record));
    ASSERT_TRUE(writer_.Write(RecordKind::SpanStart, bytes.data(), static_cast<uint32_t>(bytes.size())));

    const layout::RecordHeader* header = segment_->Ring().At(0);
    ASSERT_NE(header, nullptr);
    EXPECT_EQ(header->kind, RecordKind::SpanStart);
    EXPECT_EQ(header->size, 96u);
    const auto* written = reinterpret_cast<const std::byte*>(header);
    EXPECT_EQ(std::memcmp(written + 16, bytes.data() + 16, bytes.size() - 16), 0);
    for (size_t i = bytes.size(); i < header->size; ++i) EXPECT_EQ(written[i], std::byte{0}) << i;
    EXPECT_EQ(Count(Counter::SpansRecorded), 1u);
}

TEST_F(SpanWriterTest, WhatMakesNoSenseIsCountedAndNotWritten) {
    const layout::SpanRecord record = Root(1);
    EXPECT_FALSE(writer_.Write(RecordKind::Sample, &record, sizeof(record)));
    EXPECT_FALSE(writer_.Write(RecordKind::SpanStop, nullptr, sizeof(record)));
    EXPECT_FALSE(writer_.Write(RecordKind::SpanStop, &record, sizeof(record) - 1));
    EXPECT_FALSE(writer_.Write(RecordKind::SpanStop, &record, layout::kMaxSpanRecord + 1));
    EXPECT_EQ(Count(Counter::SpansRejected), 4u);
    EXPECT_EQ(segment_->Ring().Head(), 0u);
}

TEST_F(SpanWriterTest, TheLastQuarterOfASecondIsForLocalRoots) {
    writer_.Apply(8, 100);
    for (int i = 0; i < 10; ++i) EXPECT_EQ(Stop(Child(1)), i < 6) << i;
    for (int i = 0; i < 10; ++i) EXPECT_EQ(Stop(Root(1)), i < 2) << i;
    EXPECT_EQ(Count(Counter::SpansOverRate), 12u);
    // Starts have an allowance of their own, and so has the next second.
    const layout::SpanRecord start = Root(1);
    EXPECT_TRUE(writer_.Write(RecordKind::SpanStart, &start, sizeof(start)));
    EXPECT_TRUE(Stop(Root(1, 2 * kSecondNs)));
}

TEST_F(SpanWriterTest, ATraceIsKeptAsAWholeAndItsLocalRootAlways) {
    writer_.Apply(1'000'000, 30);
    int kept = 0;
    for (uint64_t trace = 0; trace < 100; ++trace) {
        const bool first = Stop(Child(trace));
        EXPECT_EQ(Stop(Child(trace)), first) << trace;
        EXPECT_TRUE(Stop(Root(trace)));
        kept += first;
    }
    EXPECT_EQ(kept, 30);
    EXPECT_EQ(Count(Counter::SpansNotSampled), 140u);
}

TEST_F(SpanWriterTest, AFullRingDropsAndCountsAndHasAQuarterLeftForSamples) {
    writer_.Apply(1'000'000, 100);
    uint64_t written = 0;
    while (Stop(Root(written))) ++written;
    EXPECT_EQ(written, layout::kMinRingSize / 4 * 3 / sizeof(layout::SpanRecord));
    EXPECT_EQ(Count(Counter::SpansDroppedRingFull), 1u);
    EXPECT_EQ(Count(Counter::SpansRecorded), written);
    Ring::Reservation place{};
    EXPECT_TRUE(segment_->Ring().Reserve(layout::kMinRingSize / 4, &place));
    EXPECT_FALSE(Stop(Root(written)));
}

TEST_F(SpanWriterTest, ThreadsTogetherStayWithinTheRate) {
    writer_.Apply(100, 100);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int j = 0; j < 1000; ++j) Stop(Root(1));
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(Count(Counter::SpansRecorded), 100u);
    EXPECT_EQ(Count(Counter::SpansOverRate), 3900u);
}

}  // namespace
}  // namespace clrscope
