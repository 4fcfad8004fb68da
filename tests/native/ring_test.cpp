// The ring's contract, one producer at a time. docs/segment-format.md, "Ring".
#include "segment/ring.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "support/ring_memory.h"

namespace clrscope {
namespace {

using layout::RecordHeader;
using layout::RecordKind;
using test::RingMemory;

constexpr uint64_t kSize = layout::kMinRingSize;

// Appends a record of size bytes in all and returns its position, or fails the test.
uint64_t Append(RingMemory& memory, uint32_t size) {
    Ring::Reservation place{};
    EXPECT_TRUE(memory.ring.Reserve(size, &place));
    std::memset(place.at + sizeof(RecordHeader), 0xAB, size - sizeof(RecordHeader));
    memory.ring.Commit(place, RecordKind::Sample);
    return place.position;
}

TEST(Ring, ARecordIsNotThereUntilItIsCommitted) {
    RingMemory memory(kSize);
    Ring::Reservation place{};
    ASSERT_TRUE(memory.ring.Reserve(64, &place));
    EXPECT_EQ(memory.ring.At(place.position), nullptr);

    memory.ring.Commit(place, RecordKind::Sample);
    const RecordHeader* record = memory.ring.At(place.position);
    ASSERT_NE(record, nullptr);
    EXPECT_EQ(record->commit, layout::CommitWord(place.position));
    EXPECT_EQ(record->size, 64u);
    EXPECT_EQ(record->kind, RecordKind::Sample);
    EXPECT_EQ(record->reserved, 0u);
}

TEST(Ring, RecordsStandBackToBackOnTheirAlignment) {
    RingMemory memory(kSize);
    EXPECT_EQ(Append(memory, 17), 0u);
    EXPECT_EQ(Append(memory, 32), 32u);
    EXPECT_EQ(Append(memory, 56), 64u);
    EXPECT_EQ(memory.ring.Head(), 128u);
    EXPECT_EQ(memory.ring.At(0)->size, 32u);
    EXPECT_EQ(memory.ring.At(64)->size, 64u);
}

TEST(Ring, AFullRingDropsAndStaysAsItIs) {
    RingMemory memory(kSize);
    for (uint64_t used = 0; used < kSize; used += 1024) Append(memory, 1024);
    const std::vector<std::byte> before(memory.Data(), memory.Data() + kSize);

    Ring::Reservation place{};
    EXPECT_FALSE(memory.ring.Reserve(16, &place));
    EXPECT_EQ(memory.ring.Head(), kSize);
    EXPECT_EQ(std::memcmp(memory.Data(), before.data(), kSize), 0);
}

TEST(Ring, WhoKeepsAPartFreeGetsNoneOfIt) {
    RingMemory memory(kSize);
    for (uint64_t used = 0; used < kSize - 3072; used += 1024) Append(memory, 1024);
    Ring::Reservation place{};
    EXPECT_FALSE(memory.ring.Reserve(1040, &place, 2048));
    EXPECT_EQ(memory.ring.Head(), kSize - 3072);
    EXPECT_TRUE(memory.ring.Reserve(1024, &place, 2048));
    EXPECT_FALSE(memory.ring.Reserve(16, &place, 2048));
    EXPECT_TRUE(memory.ring.Reserve(2048, &place));

    memory.Free(kSize - 1024);
    EXPECT_FALSE(memory.ring.Reserve(16, &place, kSize));
    EXPECT_TRUE(memory.ring.Reserve(16, &place, kSize - 1040));
}

TEST(Ring, SpaceIsFreeOnceBothReadersAreDoneWithIt) {
    RingMemory memory(kSize);
    for (uint64_t used = 0; used < kSize; used += 1024) Append(memory, 1024);
    Ring::Reservation place{};

    memory.consumer.tail = 1024;
    EXPECT_FALSE(memory.ring.Reserve(16, &place)) << "the learner has not read it";
    memory.consumer.tail = 0;
    memory.producer.learned = 1024;
    EXPECT_FALSE(memory.ring.Reserve(16, &place)) << "the agent has not stored it";
    memory.consumer.tail = 1024;
    ASSERT_TRUE(memory.ring.Reserve(1024, &place));
    EXPECT_EQ(place.position, kSize);
    EXPECT_EQ(place.at, memory.Data());
    EXPECT_FALSE(memory.ring.Reserve(16, &place));
}

TEST(Ring, ARecordThatWouldCrossTheEndIsPrecededByPadding) {
    RingMemory memory(kSize);
    for (uint64_t used = 0; used < kSize - 1024; used += 1024) Append(memory, 1024);
    Append(memory, 1008);
    memory.Free(kSize / 2);

    EXPECT_EQ(Append(memory, 32), kSize);
    const RecordHeader* padding = memory.ring.At(kSize - 16);
    ASSERT_NE(padding, nullptr);
    EXPECT_EQ(padding->kind, RecordKind::Padding);
    EXPECT_EQ(padding->size, 16u);
    EXPECT_EQ(memory.ring.Head(), kSize + 32);
}

TEST(Ring, ARecordThatEndsWithTheRingNeedsNoPadding) {
    RingMemory memory(kSize);
    for (uint64_t used = 0; used < kSize - 1024; used += 1024) Append(memory, 1024);
    EXPECT_EQ(Append(memory, 1024), kSize - 1024);
    EXPECT_EQ(memory.ring.Head(), kSize);
}

TEST(Ring, PaddingThatDoesNotFitIsADropToo) {
    RingMemory memory(kSize);
    for (uint64_t used = 0; used < kSize - 1024; used += 1024) Append(memory, 1024);
    memory.Free(1024);
    Ring::Reservation place{};
    EXPECT_FALSE(memory.ring.Reserve(1040, &place)) << "1024 bytes of padding and 1040 of record";
    EXPECT_EQ(memory.ring.Head(), kSize - 1024);
    EXPECT_TRUE(memory.ring.Reserve(1024, &place));
}

TEST(Ring, ARecordLargerThanTheRingIsADrop) {
    RingMemory memory(kSize);
    Ring::Reservation place{};
    EXPECT_FALSE(memory.ring.Reserve(kSize + 16, &place));
    EXPECT_EQ(memory.ring.Head(), 0u);
    EXPECT_TRUE(memory.ring.Reserve(kSize, &place));
}

TEST(Ring, WhatAnEarlierLapLeftIsNoRecord) {
    RingMemory memory(kSize);
    for (int lap = 0; lap < 3; ++lap) {
        for (uint64_t used = 0; used < kSize; used += 32) Append(memory, 32);
        memory.Free(memory.ring.Head());
    }
    Ring::Reservation hole{};
    ASSERT_TRUE(memory.ring.Reserve(4096, &hole));
    const uint64_t next = Append(memory, 32);

    for (uint64_t at = hole.position; at < next; at += layout::kRecordAlignment) {
        EXPECT_EQ(memory.ring.At(at), nullptr) << at;
    }
    EXPECT_NE(memory.ring.At(next), nullptr) << "a reader finds the record behind the hole";
}

TEST(Ring, WhateverTheOtherSideWritesTheProducerStaysInsideItsMemory) {
    // The ring's end is the end of an allocation: the address sanitizer sees a store beyond it.
    for (const uint64_t tail : {uint64_t{1}, kSize * 3, ~uint64_t{0}, ~uint64_t{0} - kSize, uint64_t{1} << 63}) {
        RingMemory memory(kSize);
        memory.producer.learned = ~uint64_t{0} - 7;
        memory.consumer.tail = tail;
        for (int i = 0; i < 1000; ++i) {
            Ring::Reservation place{};
            if (!memory.ring.Reserve(4000, &place)) continue;
            ASSERT_GE(place.at, memory.Data());
            ASSERT_LE(place.at + place.size, memory.Data() + kSize);
            std::memset(place.at, 0xCD, place.size);
            memory.ring.Commit(place, RecordKind::Sample);
        }
    }
}

// A ring in memory of its own, of which the kernel can be asked how much is there.
class PreparedRing : public testing::Test {
  protected:
    static constexpr uint64_t kBig = 1 << 20;

    PreparedRing()
        : data_(
              static_cast<std::byte*>(mmap(nullptr, kBig, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0))),
          ring_(data_, kBig, &producer_, &consumer_) {}
    ~PreparedRing() override { munmap(data_, kBig); }

    void Prepare() {
        ring_.PrepareAhead();
        std::vector<unsigned char> pages(kBig / layout::kPageSize);
        ASSERT_EQ(mincore(data_, kBig, pages.data()), 0);
        there_ = 0;
        while (there_ < kBig && (pages[there_ / layout::kPageSize] & 1) != 0) there_ += layout::kPageSize;
        if (there_ == 0) GTEST_SKIP() << "this kernel cannot do it";
    }

    std::byte* data_;
    layout::Producer producer_{};
    layout::Consumer consumer_{};
    Ring ring_;
    uint64_t there_ = 0;
};

TEST_F(PreparedRing, HasMemoryAheadOfItsHeadAndNotAllAtOnce) {
    ASSERT_NO_FATAL_FAILURE(Prepare());
    EXPECT_LT(there_, kBig / 2);
    for (uint64_t head = 0; head < 3 * kBig; head += 12'345) {
        producer_.head.store(head);
        const uint64_t before = there_;
        ASSERT_NO_FATAL_FAILURE(Prepare());
        EXPECT_GE(there_, std::min(kBig, head + 4096)) << head;
        EXPECT_GE(there_, before);
    }
    EXPECT_EQ(there_, kBig);
}

TEST_F(PreparedRing, KeepsWhatItHolds) {
    std::memset(data_, 0x5A, kBig);
    for (uint64_t head = 0; head <= kBig; head += 1000) {
        producer_.head.store(head);
        ring_.PrepareAhead();
    }
    EXPECT_TRUE(std::all_of(data_, data_ + kBig, [](std::byte byte) { return byte == std::byte{0x5A}; }));
}

}  // namespace
}  // namespace clrscope
