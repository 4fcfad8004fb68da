// Epilogues told by their bytes: where they lead, and that nothing is read beyond the method's end.
#include <gtest/gtest.h>

#include <cstring>
#include <vector>

#include "support/guarded_stack.h"
#include "unwind/epilogue.h"

namespace clrscope::unwind {
namespace {

using layout::StopReason;
using test::GuardedStack;
using Bytes = std::vector<uint8_t>;

constexpr uintptr_t kReturn = 0x7F0000002000;
constexpr uintptr_t kSavedFp = 0x123450;

class EpilogueTest : public testing::Test {
  protected:
    static constexpr size_t kSp = 100;  // word index
    static constexpr size_t kFp = 140;

    EpilogueTest() {
        // Every word is a return address of its own, so that it shows which one was taken.
        for (size_t i = 0; i < stack_.Words(); ++i) stack_.Word(i) = kReturn + i;
    }

    // The method ends with these bytes, at a page that cannot be read; pc is at the first of them.
    EpilogueStep Step(const Bytes& bytes) {
        pc_ = code_.High() - bytes.size();
        std::memcpy(reinterpret_cast<void*>(pc_), bytes.data(), bytes.size());
        const CodeBounds bounds{code_.High() - 2048, code_.High()};
        cursor_ = {pc_, stack_.At(kSp), stack_.At(kFp), true};
        reason_ = StopReason::Count;
        return StepOutOfEpilogue(bounds, stack_.Bounds(), &cursor_, &reason_);
    }

    void ExpectCaller(const Bytes& bytes, size_t returnWord, uintptr_t fp) {
        SCOPED_TRACE(testing::PrintToString(bytes));
        ASSERT_EQ(Step(bytes), EpilogueStep::Moved);
        EXPECT_EQ(cursor_.pc, kReturn + returnWord);
        EXPECT_EQ(cursor_.sp, stack_.At(returnWord + 1));
        EXPECT_EQ(cursor_.fp, fp);
        EXPECT_FALSE(cursor_.interrupted);
    }
    void ExpectFpKept(const Bytes& bytes, size_t returnWord) { ExpectCaller(bytes, returnWord, stack_.At(kFp)); }
    void ExpectFpFrom(const Bytes& bytes, size_t returnWord, size_t fpWord) {
        stack_.Word(fpWord) = kSavedFp;
        ExpectCaller(bytes, returnWord, kSavedFp);
        stack_.Word(fpWord) = kReturn + fpWord;
    }
    void ExpectNone(const Bytes& bytes) {
        EXPECT_EQ(Step(bytes), EpilogueStep::NotInEpilogue) << testing::PrintToString(bytes);
        EXPECT_EQ(cursor_.pc, pc_) << "the cursor was moved nevertheless";
        EXPECT_EQ(cursor_.sp, stack_.At(kSp));
    }

    // Bytes of a jump whose distance of size bytes leads to target.
    Bytes Jump(uint8_t opcode, size_t size, uintptr_t target) {
        const auto distance = static_cast<uint64_t>(target - code_.High());
        Bytes bytes{opcode};
        for (size_t i = 0; i < size; ++i) bytes.push_back(static_cast<uint8_t>(distance >> (8 * i)));
        return bytes;
    }

    GuardedStack stack_;
    GuardedStack code_;
    uintptr_t pc_ = 0;
    Cursor cursor_{};
    StopReason reason_{};
};

TEST_F(EpilogueTest, AllFormsOfReturn) {
    ExpectFpKept({0xC3}, kSp);
    ExpectFpKept({0xF3, 0xC3}, kSp);
    ExpectFpKept({0xC2, 0x10, 0x00}, kSp);
}

TEST_F(EpilogueTest, Pops) {
    ExpectFpFrom({0x5D, 0xC3}, kSp + 1, kSp);
    ExpectFpFrom({0x5B, 0x5D, 0xC3}, kSp + 2, kSp + 1);
    ExpectFpFrom({0x5B, 0x41, 0x5E, 0x41, 0x5F, 0x5D, 0xC3}, kSp + 4, kSp + 3);
    ExpectFpFrom({0x5D, 0x5B, 0xC3}, kSp + 2, kSp);
    ExpectFpKept({0x5B, 0xC3}, kSp + 1);
}

TEST_F(EpilogueTest, R13IsNotRbp) {
    ExpectFpKept({0x41, 0x5D, 0xC3}, kSp + 1);
    ExpectFpFrom({0x41, 0x5D, 0x5D, 0xC3}, kSp + 2, kSp + 1);
}

TEST_F(EpilogueTest, AddToTheStackPointer) {
    ExpectFpKept({0x48, 0x83, 0xC4, 0x28, 0xC3}, kSp + 5);
    ExpectFpFrom({0x48, 0x83, 0xC4, 0x20, 0x5B, 0x5D, 0xC3}, kSp + 6, kSp + 5);
    ExpectFpFrom({0x48, 0x81, 0xC4, 0x80, 0x00, 0x00, 0x00, 0x5D, 0xC3}, kSp + 17, kSp + 16);
    // sub rsp, -128 would be written as an addition of -128: sign extended.
    EXPECT_EQ(Step({0x48, 0x83, 0xC4, 0x80, 0xC3}), EpilogueStep::Ended);
    EXPECT_EQ(reason_, StopReason::NotAscending);
}

TEST_F(EpilogueTest, StackPointerFromTheFramePointer) {
    ExpectFpFrom({0x48, 0x8D, 0x65, 0x00, 0x5D, 0xC3}, kFp + 1, kFp);
    ExpectFpFrom({0x48, 0x8D, 0x65, 0xF0, 0x5B, 0x41, 0x5F, 0x5D, 0xC3}, kFp + 1, kFp);
    ExpectFpFrom({0x48, 0x8D, 0xA5, 0x00, 0xFF, 0xFF, 0xFF, 0x5D, 0xC3}, kFp - 31, kFp - 32);
    ExpectFpFrom({0x48, 0x8D, 0xA5, 0x40, 0x00, 0x00, 0x00, 0x5D, 0xC3}, kFp + 9, kFp + 8);
}

TEST_F(EpilogueTest, JumpsOutOfTheMethodAreTailCalls) {
    const uintptr_t begin = code_.High() - 2048;
    ExpectFpKept(Jump(0xE9, 4, begin - 1), kSp);
    ExpectFpKept(Jump(0xE9, 4, begin), kSp);  // to itself, from its end
    ExpectFpKept(Jump(0xE9, 4, code_.High()), kSp);
    ExpectFpKept(Jump(0xEB, 1, code_.High()), kSp);
    Bytes withPops{0x48, 0x83, 0xC4, 0x08, 0x5D};
    const Bytes jump = Jump(0xE9, 4, begin - 4096);
    withPops.insert(withPops.end(), jump.begin(), jump.end());
    ExpectFpFrom(withPops, kSp + 2, kSp + 1);
}

TEST_F(EpilogueTest, JumpsWithinTheMethodAreNot) {
    const uintptr_t begin = code_.High() - 2048;
    ExpectNone(Jump(0xE9, 4, begin + 1));
    ExpectNone(Jump(0xE9, 4, code_.High() - 1));
    ExpectNone(Jump(0xEB, 1, code_.High() - 1));
    ExpectNone(Jump(0xEB, 1, code_.High() - 128));
}

TEST_F(EpilogueTest, JumpsThroughMemoryAndRegistersAreTailCalls) {
    ExpectFpKept({0xFF, 0x25, 0x78, 0x56, 0x34, 0x12}, kSp);
    ExpectFpKept({0x48, 0xFF, 0xE0}, kSp);
    ExpectFpKept({0x49, 0xFF, 0xE3}, kSp);
    ExpectFpKept({0x48, 0xFF, 0x20}, kSp);
    ExpectFpFrom({0x5D, 0x48, 0xFF, 0xE0}, kSp + 1, kSp);
}

TEST_F(EpilogueTest, OtherInstructionsAreNot) {
    ExpectNone({0x90, 0xC3});
    ExpectNone({0xFF, 0xE0, 0xC3});              // jmp rax without the prefix: of a switch
    ExpectNone({0x48, 0xFF, 0xD0, 0xC3});        // call rax
    ExpectNone({0xFF, 0x15, 0, 0, 0, 0, 0xC3});  // call [rip]
    ExpectNone({0xE8, 0, 0, 0, 0, 0xC3});
    ExpectNone({0x5B, 0x90, 0xC3});
    ExpectNone({0x48, 0x83, 0xEC, 0x28, 0xC3});  // sub rsp
    ExpectNone({0x48, 0x83, 0xC0, 0x28, 0xC3});  // add rax
    ExpectNone({0x48, 0x8D, 0x45, 0x00, 0xC3});  // lea rax
    ExpectNone({0x48, 0x83, 0xC4, 0x28, 0x48, 0x83, 0xC4, 0x28, 0xC3});
    ExpectNone({0xF3, 0x90, 0xC3});
    ExpectNone({0x74, 0x7F});
}

TEST_F(EpilogueTest, TheMethodMayEndWithinAnInstruction) {
    const Bytes whole[] = {{0x48, 0x83, 0xC4, 0x28},
                           {0x48, 0x81, 0xC4, 0x28, 0x00, 0x00, 0x00},
                           {0x48, 0x8D, 0x65, 0x00},
                           {0x48, 0x8D, 0xA5, 0x00, 0x00, 0x00, 0x00},
                           {0x5B, 0x41, 0x5F},
                           {0xE9, 0x00, 0x00, 0x00, 0x00},
                           {0xEB, 0x00},
                           {0xFF, 0x25, 0x00, 0x00, 0x00, 0x00},
                           {0x48, 0xFF, 0xE0}};
    for (const Bytes& bytes : whole) {
        for (size_t size = 1; size < bytes.size(); ++size) ExpectNone(Bytes(bytes.begin(), bytes.begin() + size));
    }
    ExpectNone({0x48, 0x83, 0xC4, 0x28});
    ExpectNone({0x5D});
    ExpectNone({0xF3});
}

// The bytes behind the method belong to other code; they do not count although they can be read.
TEST_F(EpilogueTest, BytesBehindTheMethodAreNotLookedAt) {
    const uint8_t bytes[] = {0x48, 0x83, 0xC4, 0x28, 0x5D, 0xC3};
    const uintptr_t pc = code_.Low();
    std::memcpy(reinterpret_cast<void*>(pc), bytes, sizeof(bytes));
    for (uintptr_t size = 1; size < sizeof(bytes); ++size) {
        Cursor cursor{pc, stack_.At(kSp), stack_.At(kFp), true};
        EXPECT_EQ(StepOutOfEpilogue({pc, pc + size}, stack_.Bounds(), &cursor, &reason_), EpilogueStep::NotInEpilogue)
            << size;
    }
}

TEST_F(EpilogueTest, ReturnAddressesAreCheckedLikeAllOthers) {
    stack_.Word(kSp) = 0;
    EXPECT_EQ(Step({0xC3}), EpilogueStep::Ended);
    EXPECT_EQ(reason_, StopReason::Root);
    stack_.Word(kSp) = 5;
    EXPECT_EQ(Step({0xC3}), EpilogueStep::Ended);
    EXPECT_EQ(reason_, StopReason::BadReturnAddress);
    EXPECT_EQ(Step({0x48, 0x81, 0xC4, 0x00, 0x00, 0x10, 0x00, 0xC3}), EpilogueStep::Ended);
    EXPECT_EQ(reason_, StopReason::OutsideStack);
    EXPECT_EQ(Step({0x48, 0x81, 0xC4, 0x00, 0x00, 0x10, 0x00, 0x5D, 0xC3}), EpilogueStep::Ended);
    EXPECT_EQ(reason_, StopReason::OutsideStack);
    EXPECT_EQ(Step({0x48, 0x83, 0xC4, 0x04, 0xC3}), EpilogueStep::Ended);
    EXPECT_EQ(reason_, StopReason::Misaligned);
    EXPECT_EQ(Step({0x48, 0x83, 0xC4, 0x04, 0x5D, 0xC3}), EpilogueStep::Ended);
    EXPECT_EQ(reason_, StopReason::Misaligned);
}

}  // namespace
}  // namespace clrscope::unwind
