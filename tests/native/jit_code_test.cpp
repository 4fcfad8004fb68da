// Compiled code found by address: additions in any order, replacements, and readers that never wait.
#include "unwind/jit_code.h"

#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <thread>

#include "support/made_up_unwind_info.h"

namespace clrscope::unwind {
namespace {

using test::kRbx;
using test::MadeUpUnwindInfo;

constexpr uintptr_t kHeap = 0x7F0000000000;
constexpr uintptr_t kChunk = 0x10000;

class JitCodeTest : public testing::Test {
  protected:
    bool Add(uintptr_t begin, uintptr_t end, uint32_t stackBytes = 32, bool funclet = false) {
        const auto info = MadeUpUnwindInfo().AllocateLarge(4, stackBytes).Bytes();
        return code_.Add(begin, end, funclet, info.data(), info.size(), &replaced_);
    }
    uintptr_t BeginAt(uintptr_t instruction) {
        JitFunction function{};
        return code_.Find(instruction, &function) ? function.begin : 0;
    }
    uint32_t StackBytesAt(uintptr_t instruction) {
        JitFunction function{};
        return code_.Find(instruction, &function) ? function.unwindInfo[6] * 8u : 0;
    }

    Reclaimer reclaimer_;
    JitCode code_{&reclaimer_};
    bool replaced_ = false;
};

TEST_F(JitCodeTest, NothingIsFoundInAnEmptyTable) {
    for (const uintptr_t at : {uintptr_t{0}, kHeap, UINTPTR_MAX}) EXPECT_EQ(BeginAt(at), 0u);
}

TEST_F(JitCodeTest, AFunctionIsFoundFromItsFirstByteToItsLast) {
    ASSERT_TRUE(Add(kHeap + 0x100, kHeap + 0x200));
    EXPECT_EQ(BeginAt(kHeap + 0xFF), 0u);
    EXPECT_EQ(BeginAt(kHeap + 0x100), kHeap + 0x100);
    EXPECT_EQ(BeginAt(kHeap + 0x1FF), kHeap + 0x100);
    EXPECT_EQ(BeginAt(kHeap + 0x200), 0u);
    EXPECT_EQ(BeginAt(kHeap + 0x100 + kChunk), 0u);
    EXPECT_FALSE(replaced_);
}

TEST_F(JitCodeTest, AllThatIsKnownComesBack) {
    const auto info = MadeUpUnwindInfo().Push(1, kRbx);
    auto bytes = info.Bytes();
    bytes.resize(40, 0xEE);  // what lies behind it does not matter
    ASSERT_TRUE(code_.Add(kHeap, kHeap + 16, true, bytes.data(), bytes.size(), &replaced_));
    std::fill(bytes.begin(), bytes.end(), uint8_t{0});
    JitFunction function{};
    ASSERT_TRUE(code_.Find(kHeap + 5, &function));
    EXPECT_EQ(function.begin, kHeap);
    EXPECT_EQ(function.end, kHeap + 16);
    EXPECT_TRUE(function.funclet);
    EXPECT_EQ(function.prologueEnd, 1);  // push rbx
    EXPECT_EQ(function.bodyRule, FrameRule::Make(RuleBase::StackPointer, 16, FrameRule::kFramePointerKept));
    EXPECT_EQ(std::vector<uint8_t>(function.unwindInfo, function.unwindInfo + info.Bytes().size()), info.Bytes());
}

TEST_F(JitCodeTest, UnwindInfosThatAreNotKnownAreRefused) {
    const auto refused = [&](const std::vector<uint8_t>& info) {
        return !code_.Add(kHeap, kHeap + 16, false, info.data(), info.size(), &replaced_) && BeginAt(kHeap) == 0;
    };
    EXPECT_TRUE(refused({}));
    EXPECT_TRUE(refused({1, 0, 0}));
    EXPECT_TRUE(refused({2, 0, 0, 0})) << "another version";
    EXPECT_TRUE(refused({1, 0, 1, 0})) << "cut off";
    EXPECT_TRUE(refused({1, 0, 1, 0, 0})) << "cut off";
    EXPECT_TRUE(refused({0x21, 0, 0, 0})) << "chained";
    EXPECT_FALSE(Add(kHeap + 16, kHeap + 16)) << "empty";
    EXPECT_FALSE(Add(kHeap + 17, kHeap + 16)) << "reversed";
}

TEST_F(JitCodeTest, FunctionsAddedInAnyOrderAreFound) {
    std::mt19937_64 random(5);
    std::vector<uintptr_t> starts;
    for (uintptr_t i = 0; i < 3000; ++i) starts.push_back(kHeap + i * 0x50);  // some lie in two chunks
    std::shuffle(starts.begin(), starts.end(), random);
    for (const uintptr_t start : starts) ASSERT_TRUE(Add(start, start + 0x40));
    EXPECT_FALSE(replaced_);
    for (const uintptr_t start : starts) {
        ASSERT_EQ(BeginAt(start), start);
        ASSERT_EQ(BeginAt(start + 0x3F), start);
        ASSERT_EQ(BeginAt(start + 0x40), 0u);
    }
}

TEST_F(JitCodeTest, AFunctionMaySpanSeveralChunks) {
    ASSERT_TRUE(Add(kHeap + kChunk - 0x10, kHeap + 4 * kChunk + 0x10));
    ASSERT_TRUE(Add(kHeap + 4 * kChunk + 0x10, kHeap + 4 * kChunk + 0x20));
    for (const uintptr_t at : {kChunk - 0x10, kChunk - 1, kChunk, 2 * kChunk + 5, 4 * kChunk, 4 * kChunk + 0xF}) {
        EXPECT_EQ(BeginAt(kHeap + at), kHeap + kChunk - 0x10) << std::hex << at;
    }
    EXPECT_EQ(BeginAt(kHeap + kChunk - 0x11), 0u);
    EXPECT_EQ(BeginAt(kHeap + 4 * kChunk + 0x10), kHeap + 4 * kChunk + 0x10);
}

TEST_F(JitCodeTest, AFunctionThatEndsWithAChunkLiesInItAlone) {
    const size_t before = code_.MemoryBytes();
    ASSERT_TRUE(Add(kHeap, kHeap + kChunk));
    const size_t one = code_.MemoryBytes() - before;
    ASSERT_TRUE(Add(kHeap + kChunk, kHeap + 2 * kChunk));
    EXPECT_LE(code_.MemoryBytes() - before, 2 * one);
    EXPECT_EQ(BeginAt(kHeap + kChunk - 1), kHeap);
    EXPECT_EQ(BeginAt(kHeap + kChunk), kHeap + kChunk);
}

TEST_F(JitCodeTest, NewCodeReplacesAllThatItOverlaps) {
    for (uintptr_t i = 0; i < 5; ++i) ASSERT_TRUE(Add(kHeap + i * 0x100, kHeap + i * 0x100 + 0x80));
    ASSERT_FALSE(replaced_);
    ASSERT_TRUE(Add(kHeap + 0x140, kHeap + 0x310, 64));
    EXPECT_TRUE(replaced_);
    EXPECT_EQ(BeginAt(kHeap), kHeap);
    EXPECT_EQ(BeginAt(kHeap + 0x100), 0u);
    EXPECT_EQ(BeginAt(kHeap + 0x140), kHeap + 0x140);
    EXPECT_EQ(BeginAt(kHeap + 0x30F), kHeap + 0x140);
    EXPECT_EQ(BeginAt(kHeap + 0x310), 0u);
    EXPECT_EQ(BeginAt(kHeap + 0x400), kHeap + 0x400);
}

TEST_F(JitCodeTest, TheSameCodeAnnouncedAgainChangesNothing) {
    ASSERT_TRUE(Add(kHeap, kHeap + 0x80));
    ASSERT_TRUE(Add(kHeap + 0x80, kHeap + 0x90));
    const size_t bytes = code_.MemoryBytes();
    ASSERT_TRUE(Add(kHeap, kHeap + 0x80));
    EXPECT_FALSE(replaced_);
    EXPECT_EQ(code_.MemoryBytes(), bytes);
    EXPECT_EQ(StackBytesAt(kHeap), 32u);
    ASSERT_TRUE(Add(kHeap, kHeap + 0x80, 64));
    EXPECT_TRUE(replaced_);
    EXPECT_EQ(StackBytesAt(kHeap), 64u);
    replaced_ = false;
    ASSERT_TRUE(Add(kHeap, kHeap + 0x80, 64, true));
    EXPECT_TRUE(replaced_) << "a funclet now";
}

TEST_F(JitCodeTest, EqualUnwindInfosAreKeptOnce) {
    ASSERT_TRUE(Add(kHeap, kHeap + 0x10));
    const size_t bytes = code_.MemoryBytes();
    ASSERT_TRUE(Add(kHeap + 0x10, kHeap + 0x20));
    EXPECT_EQ(code_.MemoryBytes(), bytes);
    ASSERT_TRUE(Add(kHeap + 0x20, kHeap + 0x30, 48));
    EXPECT_GT(code_.MemoryBytes(), bytes);
}

TEST_F(JitCodeTest, AFullTableRefusesNewChunksAndKeepsTheOld) {
    uintptr_t chunks = 0;
    while (chunks < 200'000 && Add(kHeap + chunks * kChunk, kHeap + chunks * kChunk + 0x10)) ++chunks;
    EXPECT_EQ(chunks, 98'304u) << "6 GiB";
    EXPECT_EQ(BeginAt(kHeap + chunks * kChunk), 0u);
    for (uintptr_t i = 0; i < chunks; ++i) ASSERT_EQ(BeginAt(kHeap + i * kChunk), kHeap + i * kChunk);
    EXPECT_TRUE(Add(kHeap + 0x20, kHeap + 0x30)) << "there is room in the chunks that it has";
}

// Writers add and replace functions of equal shape; whatever a reader finds must be whole, and hold the instruction.
TEST_F(JitCodeTest, ReadersSeeWholeFunctionsWhileWritersChangeThem) {
    constexpr int kRounds = 4000;
    constexpr uintptr_t kStep = 0x40;
    constexpr uintptr_t kPlaces = 3000;
    std::atomic<int> writing{2};
    WalkMark marks[2];
    std::atomic<uint64_t> found{0};
    const auto write = [&](uint64_t seed) {
        std::mt19937_64 random(seed);
        for (int round = 0; round < kRounds; ++round) {
            const uintptr_t begin = kHeap + random() % kPlaces * kStep;
            const auto words = static_cast<uint16_t>(1 + random() % 64);
            // The length and the information say the same, so that a mixture of two shows.
            const auto info = MadeUpUnwindInfo().AllocateLarge(4, words * 8u).Bytes();
            bool replaced = false;
            code_.Add(begin, begin + words, false, info.data(), info.size(), &replaced);
        }
        --writing;
    };
    const auto read = [&](WalkMark* mark, uint64_t seed) {
        std::mt19937_64 random(seed);
        while (writing > 0) {
            mark->Begin();
            for (int i = 0; i < 50; ++i) {
                const uintptr_t instruction = kHeap + random() % (kPlaces * kStep);
                JitFunction function{};
                if (!code_.Find(instruction, &function)) continue;
                ++found;
                ASSERT_LE(function.begin, instruction);
                ASSERT_GT(function.end, instruction);
                ASSERT_EQ((function.begin - kHeap) % kStep, 0u);
                ASSERT_EQ(function.unwindInfo[6], function.end - function.begin);
            }
            mark->End();
        }
    };
    std::thread threads[] = {std::thread(write, 1), std::thread(write, 2), std::thread(read, &marks[0], 3),
                             std::thread(read, &marks[1], 4)};
    while (writing > 0) {
        reclaimer_.Collect([&](auto visit) {
            for (const WalkMark& mark : marks) visit(mark);
        });
        std::this_thread::yield();
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_GT(found, 0u);
}

}  // namespace
}  // namespace clrscope::unwind
