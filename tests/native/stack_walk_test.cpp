// Walks by frame pointer over made-up stacks: every way for a walk to end, and nothing read outside the stack.
#include "unwind/stack_walk.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <vector>

#include "support/guarded_stack.h"

namespace clrscope::unwind {
namespace {

using layout::StopReason;
using test::GuardedStack;

constexpr uintptr_t kPc = 0x7F0000001000;
constexpr uintptr_t kCode = 0x7F0000002000;

CodeTables& NoTables() {
    static auto& tables = *new CodeTables();
    return tables;
}

struct Result {
    std::vector<uint64_t> frames;
    StopReason reason;
};

Result WalkFrom(uintptr_t sp, uintptr_t fp, const StackBounds& bounds, uint32_t maxFrames = layout::kMaxFrames) {
    std::vector<uint64_t> frames(maxFrames);
    const Walk walk = WalkStack({kPc, sp, fp}, bounds, &NoTables(), frames.data(), maxFrames);
    frames.resize(walk.frameCount);
    return {frames, walk.reason};
}

class StackWalkTest : public testing::Test {
  protected:
    // The interrupted stack pointer is the lowest word, the interrupted frame stands at word index.
    Result WalkFromFrame(size_t index) { return WalkFrom(stack_.Low(), stack_.At(index), stack_.Bounds()); }

    GuardedStack stack_;
};

TEST_F(StackWalkTest, AWholeStackIsThePcThenTheReturnAddresses) {
    stack_.Frame(4, stack_.At(10), kCode + 1);
    stack_.Frame(10, stack_.At(12), kCode + 2);
    stack_.Frame(12, 0, kCode + 3);
    const Result walk = WalkFromFrame(4);
    EXPECT_EQ(walk.frames, (std::vector<uint64_t>{kPc, kCode + 1, kCode + 2, kCode + 3}));
    EXPECT_EQ(walk.reason, StopReason::Root);
}

TEST_F(StackWalkTest, AZeroReturnAddressIsTheRootToo) {
    stack_.Frame(4, stack_.At(10), kCode);
    stack_.Frame(10, stack_.At(12), 0);
    const Result walk = WalkFromFrame(4);
    EXPECT_EQ(walk.frames, (std::vector<uint64_t>{kPc, kCode}));
    EXPECT_EQ(walk.reason, StopReason::Root);
}

TEST_F(StackWalkTest, AZeroFramePointerIsTheRoot) {
    const Result walk = WalkFrom(stack_.Low(), 0, stack_.Bounds());
    EXPECT_EQ(walk.frames, std::vector<uint64_t>{kPc});
    EXPECT_EQ(walk.reason, StopReason::Root);
}

TEST_F(StackWalkTest, WithoutBoundsNothingIsRead) {
    const Result walk = WalkFrom(0x10, 0x20, {});
    EXPECT_EQ(walk.frames, std::vector<uint64_t>{kPc});
    EXPECT_EQ(walk.reason, StopReason::NoStackBounds);
}

TEST_F(StackWalkTest, AStackPointerElsewhereEndsTheWalkAtOnce) {
    stack_.Frame(4, 0, kCode);
    for (const uintptr_t sp : {stack_.Low() - 8, stack_.High(), uintptr_t{0}, ~uintptr_t{7}}) {
        const Result walk = WalkFrom(sp, stack_.At(4), stack_.Bounds());
        EXPECT_EQ(walk.frames.size(), 1u);
        EXPECT_EQ(walk.reason, StopReason::OutsideStack);
    }
}

TEST_F(StackWalkTest, AFramePointerOutsideTheStackEndsTheWalk) {
    // The last one leaves room for one word of the two.
    for (const uintptr_t fp : {stack_.Low() - 8, stack_.High(), stack_.High() - 8, uintptr_t{8}, ~uintptr_t{7}}) {
        stack_.Frame(4, fp, kCode);
        const Result walk = WalkFromFrame(4);
        EXPECT_EQ(walk.frames.size(), 2u);
        EXPECT_EQ(walk.reason, StopReason::OutsideStack) << std::hex << fp;
    }
}

TEST_F(StackWalkTest, TheLastTwoWordsOfAStackCanBeAFrame) {
    stack_.Frame(stack_.Words() - 2, 0, kCode);
    const Result walk = WalkFromFrame(stack_.Words() - 2);
    EXPECT_EQ(walk.frames.size(), 2u);
    EXPECT_EQ(walk.reason, StopReason::Root);
}

TEST_F(StackWalkTest, AFrameBelowTheStackPointerEndsTheWalk) {
    stack_.Frame(4, 0, kCode);
    const Result walk = WalkFrom(stack_.At(5), stack_.At(4), stack_.Bounds());
    EXPECT_EQ(walk.frames.size(), 1u);
    EXPECT_EQ(walk.reason, StopReason::NotAscending);
}

TEST_F(StackWalkTest, AFrameThatLeadsBackEndsTheWalk) {
    for (const size_t target : {4, 8, 9}) {
        stack_.Frame(4, stack_.At(8), kCode + 1);
        stack_.Frame(8, stack_.At(target), kCode + 2);
        const Result walk = WalkFromFrame(4);
        EXPECT_EQ(walk.frames, (std::vector<uint64_t>{kPc, kCode + 1, kCode + 2})) << target;
        EXPECT_EQ(walk.reason, StopReason::NotAscending);
    }
}

TEST_F(StackWalkTest, AMisalignedFramePointerEndsTheWalk) {
    stack_.Frame(4, stack_.At(8) + 4, kCode);
    const Result walk = WalkFromFrame(4);
    EXPECT_EQ(walk.frames.size(), 2u);
    EXPECT_EQ(walk.reason, StopReason::Misaligned);
}

TEST_F(StackWalkTest, AReturnAddressThatCannotBeCodeEndsTheWalk) {
    for (const uintptr_t address : {uintptr_t{1}, uintptr_t{0xFFF}, uintptr_t{1} << 47, ~uintptr_t{0}}) {
        stack_.Frame(4, stack_.At(8), kCode);
        stack_.Frame(8, stack_.At(10), address);
        const Result walk = WalkFromFrame(4);
        EXPECT_EQ(walk.frames, (std::vector<uint64_t>{kPc, kCode}));
        EXPECT_EQ(walk.reason, StopReason::BadReturnAddress) << std::hex << address;
    }
    stack_.Frame(8, 0, 0x1000);
    EXPECT_EQ(WalkFromFrame(4).reason, StopReason::Root);
}

// As many frames as fit into a stack, one behind the other: return addresses kCode, kCode + 2, ...
void Fill(GuardedStack& stack, size_t frames) {
    for (size_t i = 0; i < frames; ++i) {
        stack.Frame(2 * i, i + 1 == frames ? 0 : stack.At(2 * i + 2), kCode + 2 * i);
    }
}

TEST_F(StackWalkTest, ADeepStackKeepsItsInnermostAndItsOutermostFrames) {
    constexpr auto kOmitted = static_cast<uint64_t>(layout::PseudoFrame::Omitted);
    // One that fits, then some that need one place more each: the ring of the outermost begins everywhere.
    for (uint64_t frames = 23; frames < 60; ++frames) {
        Fill(stack_, frames);
        const Result walk = WalkFrom(stack_.Low(), stack_.Low(), stack_.Bounds(), 24);
        std::vector<uint64_t> expected{kPc};
        for (uint64_t i = 0; i < frames; ++i) expected.push_back(kCode + 2 * i);
        if (expected.size() > 24) {
            expected.erase(expected.begin() + 22, expected.end() - 2);
            expected[21] = kOmitted;
        }
        EXPECT_EQ(walk.frames, expected) << frames;
        EXPECT_EQ(walk.reason, StopReason::Root);
    }
}

TEST_F(StackWalkTest, AStackThatIsTooDeepKeepsItsInnermostFrames) {
    GuardedStack deep(17);
    Fill(deep, deep.Words() / 2);
    const Result walk = WalkFrom(deep.Low(), deep.Low(), deep.Bounds(), 24);
    ASSERT_EQ(walk.frames.size(), 22u);
    EXPECT_EQ(walk.frames[20], kCode + 38);
    EXPECT_EQ(walk.frames[21], static_cast<uint64_t>(layout::PseudoFrame::Omitted));
    EXPECT_EQ(walk.reason, StopReason::DepthLimit);
}

TEST_F(StackWalkTest, WithRoomForFewFramesTheInnermostAreKept) {
    Fill(stack_, stack_.Words() / 2);
    const Result walk = WalkFrom(stack_.Low(), stack_.Low(), stack_.Bounds(), 5);
    EXPECT_EQ(walk.frames, (std::vector<uint64_t>{kPc, kCode, kCode + 2, kCode + 4, kCode + 6}));
    EXPECT_EQ(walk.reason, StopReason::DepthLimit);
}

TEST_F(StackWalkTest, AStackOfExactlyTheMostFramesIsWhole) {
    stack_.Frame(4, stack_.At(8), kCode + 1);
    stack_.Frame(8, 0, kCode + 2);
    const Result walk = WalkFrom(stack_.Low(), stack_.At(4), stack_.Bounds(), 3);
    EXPECT_EQ(walk.frames.size(), 3u);
    EXPECT_EQ(walk.reason, StopReason::Root);
}

// Random stacks that look enough like real ones for walks to get somewhere. A read outside the stack is a fault here.
// CLRSCOPE_FUZZ sets how many.
TEST_F(StackWalkTest, AnyContentIsWalkedSafely) {
    const char* wanted = std::getenv("CLRSCOPE_FUZZ");
    const uint64_t rounds = wanted == nullptr ? 100'000 : std::strtoull(wanted, nullptr, 10);
    std::mt19937_64 random(7);
    const auto anyWord = [&]() -> uintptr_t {
        switch (random() % 8) {
            case 0:
                return random();
            case 1:
                return 0;
            case 2:
                return stack_.Low() - 16 + random() % (GuardedStack::kPage + 32);
            case 3:
                return stack_.High() - 8 * (random() % 4);
            case 4:
                return kCode + random() % 4096;
            default:
                return stack_.At(random() % stack_.Words());
        }
    };
    uint64_t stops[static_cast<size_t>(StopReason::Count)] = {};
    uint64_t frames[layout::kMaxFrames];
    for (uint64_t round = 0; round < rounds; ++round) {
        // The rest stays from the rounds before.
        for (int i = 0; i < 64; ++i) {
            const size_t index = random() % (stack_.Words() - 1);
            if (random() % 2 == 0) {
                stack_.Word(index) = anyWord();
            } else {
                stack_.Frame(index, stack_.At(index + random() % 32), kCode + index);
            }
        }
        StackBounds bounds = stack_.Bounds();
        if (random() % 4 == 0) bounds = {stack_.At(random() % stack_.Words()), stack_.High() - random() % 64};
        const auto maxFrames = static_cast<uint32_t>(1 + random() % layout::kMaxFrames);
        const Walk walk = WalkStack({kPc, anyWord(), anyWord()}, bounds, &NoTables(), frames, maxFrames);

        ASSERT_GE(walk.frameCount, 1u);
        ASSERT_LE(walk.frameCount, maxFrames);
        ASSERT_LT(walk.reason, StopReason::Count);
        ASSERT_EQ(frames[0], kPc);
        for (uint32_t i = 1; i < walk.frameCount; ++i) {
            if (frames[i] == static_cast<uint64_t>(layout::PseudoFrame::Omitted)) continue;
            ASSERT_GE(frames[i], 0x1000u);
            ASSERT_LT(frames[i], uint64_t{1} << 47);
        }
        ++stops[static_cast<size_t>(walk.reason)];
    }
    if (rounds < 100'000) return;
    for (const StopReason reason : {StopReason::Root, StopReason::OutsideStack, StopReason::NotAscending,
                                    StopReason::Misaligned, StopReason::BadReturnAddress, StopReason::DepthLimit}) {
        EXPECT_GT(stops[static_cast<size_t>(reason)], 0u) << "never ended by reason " << static_cast<int>(reason);
    }
}

}  // namespace
}  // namespace clrscope::unwind
