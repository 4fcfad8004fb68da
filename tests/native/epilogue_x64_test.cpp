// Epilogues told by their bytes: where they lead, and that nothing is read beyond the method's end.
#include <gtest/gtest.h>

#include <cstring>
#include <vector>

#include "support/guarded_stack.h"
#include "unwind/epilogue.h"

namespace clrscope::unwind {
namespace {

using test::GuardedStack;
using Bytes = std::vector<uint8_t>;

class EpilogueTest : public testing::Test {
  protected:
    // The method ends with these bytes, at a page that cannot be read; the next instruction is the first of them.
    FrameRule RuleAt(const Bytes& bytes) {
        const uintptr_t pc = code_.High() - bytes.size();
        std::memcpy(reinterpret_cast<void*>(pc), bytes.data(), bytes.size());
        return EpilogueRule({code_.High() - 2048, code_.High()}, pc);
    }

    // Words from the base to the return address and, with a slot, to the saved frame pointer.
    void ExpectRule(const Bytes& bytes, RuleBase base, int64_t returnWord, uint32_t slot) {
        EXPECT_EQ(RuleAt(bytes), FrameRule::Make(base, (returnWord + 1) * 8, slot)) << testing::PrintToString(bytes);
    }
    void ExpectFpKept(const Bytes& bytes, int64_t returnWord) {
        ExpectRule(bytes, RuleBase::StackPointer, returnWord, FrameRule::kFramePointerKept);
    }
    void ExpectFpFrom(const Bytes& bytes, int64_t returnWord, int64_t fpWord, RuleBase base = RuleBase::StackPointer) {
        ExpectRule(bytes, base, returnWord, static_cast<uint32_t>(returnWord + 1 - fpWord));
    }
    void ExpectNone(const Bytes& bytes) { EXPECT_EQ(RuleAt(bytes), FrameRule()) << testing::PrintToString(bytes); }

    // Bytes of a jump whose distance of size bytes leads to target.
    Bytes Jump(uint8_t opcode, size_t size, uintptr_t target) {
        const auto distance = static_cast<uint64_t>(target - code_.High());
        Bytes bytes{opcode};
        for (size_t i = 0; i < size; ++i) bytes.push_back(static_cast<uint8_t>(distance >> (8 * i)));
        return bytes;
    }

    GuardedStack code_;
};

TEST_F(EpilogueTest, AllFormsOfReturn) {
    ExpectFpKept({0xC3}, 0);
    ExpectFpKept({0xF3, 0xC3}, 0);
    ExpectFpKept({0xC2, 0x10, 0x00}, 0);
}

TEST_F(EpilogueTest, Pops) {
    ExpectFpFrom({0x5D, 0xC3}, 1, 0);
    ExpectFpFrom({0x5B, 0x5D, 0xC3}, 2, 1);
    ExpectFpFrom({0x5B, 0x41, 0x5E, 0x41, 0x5F, 0x5D, 0xC3}, 4, 3);
    ExpectFpFrom({0x5D, 0x5B, 0xC3}, 2, 0);
    ExpectFpKept({0x5B, 0xC3}, 1);
}

TEST_F(EpilogueTest, R13IsNotRbp) {
    ExpectFpKept({0x41, 0x5D, 0xC3}, 1);
    ExpectFpFrom({0x41, 0x5D, 0x5D, 0xC3}, 2, 1);
}

TEST_F(EpilogueTest, AddToTheStackPointer) {
    ExpectFpKept({0x48, 0x83, 0xC4, 0x28, 0xC3}, 5);
    ExpectFpFrom({0x48, 0x83, 0xC4, 0x20, 0x5B, 0x5D, 0xC3}, 6, 5);
    ExpectFpFrom({0x48, 0x81, 0xC4, 0x80, 0x00, 0x00, 0x00, 0x5D, 0xC3}, 17, 16);
    ExpectFpKept({0x48, 0x81, 0xC4, 0x00, 0x00, 0x10, 0x00, 0xC3}, 0x20000);
    // sub rsp, -128 would be written as an addition of -128: sign extended.
    ExpectFpKept({0x48, 0x83, 0xC4, 0x80, 0xC3}, -16);
}

// No frame is laid out like that, so no walk goes by it.
TEST_F(EpilogueTest, AnAdditionOfNoWholeWordsIsNoEpilogue) {
    ExpectNone({0x48, 0x83, 0xC4, 0x04, 0xC3});
    ExpectNone({0x48, 0x83, 0xC4, 0x04, 0x5D, 0xC3});
}

TEST_F(EpilogueTest, StackPointerFromTheFramePointer) {
    const auto fp = RuleBase::FramePointer;
    ExpectFpFrom({0x48, 0x8D, 0x65, 0x00, 0x5D, 0xC3}, 1, 0, fp);
    ExpectFpFrom({0x48, 0x8D, 0x65, 0xF0, 0x5B, 0x41, 0x5F, 0x5D, 0xC3}, 1, 0, fp);
    ExpectFpFrom({0x48, 0x8D, 0xA5, 0x00, 0xFF, 0xFF, 0xFF, 0x5D, 0xC3}, -31, -32, fp);
    ExpectFpFrom({0x48, 0x8D, 0xA5, 0x40, 0x00, 0x00, 0x00, 0x5D, 0xC3}, 9, 8, fp);
}

TEST_F(EpilogueTest, AFramePointerThatIsPoppedFarBelowIsLost) {
    Bytes bytes{0x5D};
    bytes.insert(bytes.end(), 300, 0x5B);
    bytes.push_back(0xC3);
    ExpectRule(bytes, RuleBase::StackPointer, 301, FrameRule::kFramePointerLost);
}

TEST_F(EpilogueTest, JumpsOutOfTheMethodAreTailCalls) {
    const uintptr_t begin = code_.High() - 2048;
    ExpectFpKept(Jump(0xE9, 4, begin - 1), 0);
    ExpectFpKept(Jump(0xE9, 4, begin), 0);  // to itself, from its end
    ExpectFpKept(Jump(0xE9, 4, code_.High()), 0);
    ExpectFpKept(Jump(0xEB, 1, code_.High()), 0);
    Bytes withPops{0x48, 0x83, 0xC4, 0x08, 0x5D};
    const Bytes jump = Jump(0xE9, 4, begin - 4096);
    withPops.insert(withPops.end(), jump.begin(), jump.end());
    ExpectFpFrom(withPops, 2, 1);
}

TEST_F(EpilogueTest, JumpsWithinTheMethodAreNot) {
    const uintptr_t begin = code_.High() - 2048;
    ExpectNone(Jump(0xE9, 4, begin + 1));
    ExpectNone(Jump(0xE9, 4, code_.High() - 1));
    ExpectNone(Jump(0xEB, 1, code_.High() - 1));
    ExpectNone(Jump(0xEB, 1, code_.High() - 128));
}

TEST_F(EpilogueTest, JumpsThroughMemoryAndRegistersAreTailCalls) {
    ExpectFpKept({0xFF, 0x25, 0x78, 0x56, 0x34, 0x12}, 0);
    ExpectFpKept({0x48, 0xFF, 0xE0}, 0);
    ExpectFpKept({0x49, 0xFF, 0xE3}, 0);
    ExpectFpKept({0x48, 0xFF, 0x20}, 0);
    ExpectFpFrom({0x5D, 0x48, 0xFF, 0xE0}, 1, 0);
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
        EXPECT_EQ(EpilogueRule({pc, pc + size}, pc), FrameRule()) << size;
    }
}

}  // namespace
}  // namespace clrscope::unwind
