// Unwind information of managed code: where the caller's frame lies, at each instruction of a prologue.
#include "unwind/unwind_info.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "support/made_up_unwind_info.h"

namespace clrscope::unwind {
namespace {

using test::kR13;
using test::kR15;
using test::kRbp;
using test::kRbx;
using test::MadeUpUnwindInfo;

constexpr uint32_t kBody = 255;
constexpr uint32_t kKept = FrameRule::kFramePointerKept;

FrameRule BySp(int64_t cfa, uint32_t slot = kKept) {
    return FrameRule::Make(RuleBase::StackPointer, cfa, slot);
}
FrameRule ByFp(int64_t cfa, uint32_t slot = kKept) {
    return FrameRule::Make(RuleBase::FramePointer, cfa, slot);
}

// Unknown if it cannot be undone.
FrameRule RuleAt(const MadeUpUnwindInfo& info, uint32_t offset) {
    EXPECT_EQ(UnwindInfoSize(info.Bytes().data()), info.Bytes().size());
    PrologueReversal reversal;
    return reversal.Undo(info.Bytes().data(), offset) ? reversal.Result() : FrameRule();
}

TEST(UnwindInfo, WithoutAPrologueTheReturnAddressIsOnTop) {
    EXPECT_EQ(RuleAt(MadeUpUnwindInfo(), 0), BySp(8));
    EXPECT_EQ(RuleAt(MadeUpUnwindInfo(), kBody), BySp(8));
}

TEST(UnwindInfo, APushCountsOnceItHasHappened) {
    const auto info = MadeUpUnwindInfo().Push(3, kRbx).Push(2, kR15);
    EXPECT_EQ(RuleAt(info, 0), BySp(8));
    EXPECT_EQ(RuleAt(info, 1), BySp(8));
    EXPECT_EQ(RuleAt(info, 2), BySp(16));
    EXPECT_EQ(RuleAt(info, 3), BySp(24));
    EXPECT_EQ(RuleAt(info, kBody), BySp(24));
}

TEST(UnwindInfo, AllFormsOfAnAllocation) {
    EXPECT_EQ(RuleAt(MadeUpUnwindInfo().AllocateSmall(4, 8), 4), BySp(16));
    EXPECT_EQ(RuleAt(MadeUpUnwindInfo().AllocateSmall(4, 128), 4), BySp(136));
    EXPECT_EQ(RuleAt(MadeUpUnwindInfo().AllocateLarge(7, 136), 7), BySp(144));
    EXPECT_EQ(RuleAt(MadeUpUnwindInfo().AllocateLarge(7, 65535 * 8), 7), BySp(65536 * 8));
    EXPECT_EQ(RuleAt(MadeUpUnwindInfo().AllocateHuge(7, 0x7FFF0), 7), BySp(0x7FFF8));
    for (const auto& info : {MadeUpUnwindInfo().AllocateSmall(4, 128), MadeUpUnwindInfo().AllocateLarge(4, 136),
                             MadeUpUnwindInfo().AllocateHuge(4, 0x7FFF0)}) {
        EXPECT_EQ(RuleAt(info, 3), BySp(8));
    }
}

TEST(UnwindInfo, AFrameTooLargeForARuleIsUnknown) {
    EXPECT_EQ(RuleAt(MadeUpUnwindInfo().AllocateHuge(7, 0x7FFFF0), 7), BySp(0x7FFFF8));
    EXPECT_EQ(RuleAt(MadeUpUnwindInfo().AllocateHuge(7, 0x7FFFF8), 7), FrameRule());
    EXPECT_EQ(RuleAt(MadeUpUnwindInfo().AllocateHuge(7, 0xFFFFFFF8), 7), FrameRule());
    EXPECT_EQ(RuleAt(MadeUpUnwindInfo().AllocateHuge(7, 20), 7), FrameRule()) << "not whole words";
}

TEST(UnwindInfo, EachInstructionOfAPrologueWithAFramePointer) {
    // push rbp; push r15; push rbx; sub rsp, 40; lea rbp, [rsp + 48]
    const auto info =
        MadeUpUnwindInfo().SetFramePointer(13, 48).AllocateSmall(8, 40).Push(4, kRbx).Push(3, kR15).Push(1, kRbp);
    for (uint32_t offset = 0; offset < 20; ++offset) {
        const FrameRule expected = offset >= 13  ? ByFp(24, 2)
                                   : offset >= 8 ? BySp(72, 2)
                                   : offset >= 4 ? BySp(32, 2)
                                   : offset >= 3 ? BySp(24, 2)
                                   : offset >= 1 ? BySp(16, 2)
                                                 : BySp(8);
        EXPECT_EQ(RuleAt(info, offset), expected) << offset;
    }
}

TEST(UnwindInfo, TheSlotOfTheFramePointerDependsOnWhenItWasPushed) {
    EXPECT_EQ(RuleAt(MadeUpUnwindInfo().Push(5, kRbx).Push(4, kRbp).Push(3, kR15).Push(1, kR13), kBody), BySp(40, 4));
    // r13 has the number of rbp in its low bits.
    EXPECT_EQ(RuleAt(MadeUpUnwindInfo().Push(2, kR13), kBody), BySp(16));
}

TEST(UnwindInfo, ASlotTooFarAwayIsLost) {
    const auto far = [](uint32_t above) { return MadeUpUnwindInfo().Push(8, kRbp).AllocateLarge(7, above); };
    EXPECT_EQ(RuleAt(far(252 * 8), kBody), BySp(254 * 8, 254));
    EXPECT_EQ(RuleAt(far(253 * 8), kBody), BySp(255 * 8, FrameRule::kFramePointerLost));
    EXPECT_EQ(RuleAt(far(400 * 8), kBody), BySp(402 * 8, FrameRule::kFramePointerLost));
}

TEST(UnwindInfo, WhatIsAllocatedBelowTheFramePointerDoesNotMatterInTheBody) {
    // The frame pointer is set first, then the locals are allocated.
    const auto info = MadeUpUnwindInfo().AllocateLarge(11, 800).SetFramePointer(4, 0).Push(1, kRbp);
    EXPECT_EQ(RuleAt(info, kBody), ByFp(16, 2));
    EXPECT_EQ(RuleAt(info, 4), ByFp(16, 2));
    EXPECT_EQ(RuleAt(info, 3), BySp(16, 2));
}

TEST(UnwindInfo, TheLargeFormOfAFramePointer) {
    const auto info = MadeUpUnwindInfo().SetFramePointerLarge(15, 4096).AllocateLarge(8, 4112).Push(1, kRbp);
    EXPECT_EQ(RuleAt(info, 14), BySp(4128, 2));
    EXPECT_EQ(RuleAt(info, 15), ByFp(32, 2));
}

TEST(UnwindInfo, AnotherFrameRegisterIsUnknown) {
    EXPECT_EQ(RuleAt(MadeUpUnwindInfo().SetFramePointer(4, 0, kRbx), 4), FrameRule());
    EXPECT_EQ(RuleAt(MadeUpUnwindInfo().SetFramePointer(4, 0, kRbx), 3), BySp(8)) << "it is not set yet";
}

TEST(UnwindInfo, VectorRegistersChangeNothing) {
    const auto info =
        MadeUpUnwindInfo().Code(20, 8, 6).Slot(2).Code(16, 9, 7).TwoSlots(0x12345).AllocateSmall(4, 64).Push(1, kRbp);
    EXPECT_EQ(RuleAt(info, kBody), BySp(80, 2));
    EXPECT_EQ(RuleAt(info, 16), BySp(80, 2));
}

TEST(UnwindInfo, RegistersThatAreSavedByAMove) {
    EXPECT_EQ(RuleAt(MadeUpUnwindInfo().Code(9, 4, kRbx).Slot(1).AllocateSmall(4, 64), kBody), BySp(72));
    EXPECT_EQ(RuleAt(MadeUpUnwindInfo().Code(9, 5, kRbx).TwoSlots(8).AllocateSmall(4, 64), kBody), BySp(72));
    EXPECT_EQ(RuleAt(MadeUpUnwindInfo().Code(9, 4, kRbp).Slot(1).AllocateSmall(4, 64), kBody), FrameRule());
    EXPECT_EQ(RuleAt(MadeUpUnwindInfo().Code(9, 5, kRbp).TwoSlots(8).AllocateSmall(4, 64), kBody), FrameRule());
    EXPECT_EQ(RuleAt(MadeUpUnwindInfo().Code(9, 4, kRbp).Slot(1).AllocateSmall(4, 64), 8), BySp(72));
}

TEST(UnwindInfo, UnknownOperationsMakeTheRuleUnknown) {
    for (const uint8_t operation : {6, 7, 10, 12, 13, 14, 15}) {
        const auto info = MadeUpUnwindInfo().Code(9, operation, 0).Slot(0).Slot(0).Push(1, kRbp);
        EXPECT_EQ(RuleAt(info, kBody), FrameRule()) << int{operation};
        EXPECT_EQ(RuleAt(info, 0), FrameRule()) << "how many slots it takes is not known either";
        EXPECT_FALSE(SavesFramePointer(info.Bytes().data()));
    }
    EXPECT_EQ(RuleAt(MadeUpUnwindInfo().Code(9, 1, 2).Slot(0).Slot(0), kBody), FrameRule()) << "a third large form";
}

TEST(UnwindInfo, OperationsCutOffMakeTheRuleUnknown) {
    EXPECT_EQ(RuleAt(MadeUpUnwindInfo().Code(9, 1, 0), kBody), FrameRule());
    EXPECT_EQ(RuleAt(MadeUpUnwindInfo().Code(9, 1, 1).Slot(0), kBody), FrameRule());
    EXPECT_EQ(RuleAt(MadeUpUnwindInfo().Code(9, 11, 0).Slot(0), kBody), FrameRule());
    EXPECT_EQ(RuleAt(MadeUpUnwindInfo().Code(9, 8, 0), kBody), FrameRule());
    EXPECT_EQ(RuleAt(MadeUpUnwindInfo().Code(9, 9, 0).Slot(0), 0), FrameRule()) << "before it happens, too";
}

TEST(UnwindInfo, TheSizeComesFromTheCountOfCodes) {
    for (const uint8_t count : {0, 1, 255}) {
        const uint8_t header[] = {1, 0, count, 0};
        EXPECT_EQ(UnwindInfoSize(header), 4u + 2u * count);
    }
    for (const uint8_t version : {0, 2, 3, 7}) {
        const uint8_t header[] = {version, 0, 0, 0};
        EXPECT_EQ(UnwindInfoSize(header), 0u) << int{version};
    }
}

TEST(UnwindInfo, ChainedIsOneOfItsFlags) {
    EXPECT_FALSE(IsChained(MadeUpUnwindInfo().Flags(3).Bytes().data()));
    EXPECT_TRUE(IsChained(MadeUpUnwindInfo().Flags(4).Bytes().data()));
}

TEST(UnwindInfo, SavingTheFramePointerIsSeenAmongTheOthers) {
    EXPECT_TRUE(SavesFramePointer(MadeUpUnwindInfo::WithFramePointer().Bytes().data()));
    EXPECT_FALSE(SavesFramePointer(MadeUpUnwindInfo::WithoutFramePointer().Bytes().data()));
    // The operand of an allocation looks like a push of rbp.
    EXPECT_FALSE(SavesFramePointer(MadeUpUnwindInfo().AllocateLarge(4, 0x5000 * 8).Bytes().data()));
}

TEST(UnwindInfo, ContinuationsAddUp) {
    PrologueReversal reversal;
    ASSERT_TRUE(reversal.Undo(MadeUpUnwindInfo().Push(2, kRbx).Bytes().data(), kBody));
    ASSERT_TRUE(reversal.Undo(MadeUpUnwindInfo().AllocateSmall(6, 32).Push(1, kRbp).Bytes().data(), UINT32_MAX));
    EXPECT_EQ(reversal.Result(), BySp(56, 2));
}

// Any prologue, executed on a model of the machine: after each instruction the rule leads to the caller's frame.
TEST(UnwindInfo, RulesAgreeWithTheExecutionOfAnyPrologue) {
    std::mt19937_64 random(11);
    for (int round = 0; round < 20'000; ++round) {
        constexpr int64_t kCfa = 1 << 24;
        constexpr int64_t kCallersFp = 77;
        struct Moment {
            uint8_t from;
            int64_t sp, fp;
            int64_t savedAt;  // 0: not saved
        };
        std::vector<Moment> moments{{0, kCfa - 8, kCallersFp, 0}};
        std::vector<MadeUpUnwindInfo> steps;  // one operation each
        uint8_t offset = 0;
        uint8_t frameByte = 0;
        bool savedFp = false;
        bool setFp = false;
        for (uint64_t count = random() % 10; count > 0; --count) {
            Moment now = moments.back();
            offset = static_cast<uint8_t>(offset + 1 + random() % 7);
            now.from = offset;
            MadeUpUnwindInfo step;
            const uint64_t kind = random() % 6;
            if (kind == 0 && !savedFp) {
                step.Push(offset, kRbp);
                now.sp -= 8;
                now.savedAt = now.sp;
                savedFp = true;
            } else if (kind == 1 && savedFp && !setFp) {
                const auto above = static_cast<uint32_t>(random() % 16 * 16);
                if (random() % 2 == 0) {
                    step.SetFramePointer(offset, above);
                } else {
                    step.SetFramePointerLarge(offset, above);
                }
                now.fp = now.sp + above;
                setFp = true;
                frameByte = step.Bytes()[3];
            } else if (kind == 2) {
                const auto bytes = static_cast<uint32_t>(8 + random() % 16 * 8);
                step.AllocateSmall(offset, bytes);
                now.sp -= bytes;
            } else if (kind == 3) {
                const auto bytes = static_cast<uint32_t>(random() % 2048 * 8);
                if (random() % 2 == 0) {
                    step.AllocateLarge(offset, bytes);
                } else {
                    step.AllocateHuge(offset, bytes);
                }
                now.sp -= bytes;
            } else {
                step.Push(offset, kRbx);
                now.sp -= 8;
            }
            moments.push_back(now);
            steps.push_back(step);
        }
        std::vector<uint8_t> info{1, offset, 0, frameByte};
        for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
            info[2] = static_cast<uint8_t>(info[2] + step->Bytes()[2]);
            info.insert(info.end(), step->Bytes().begin() + 4, step->Bytes().end());
        }
        for (size_t i = 0; i < moments.size(); ++i) {
            const Moment& moment = moments[i];
            const uint32_t last = i + 1 < moments.size() ? moments[i + 1].from - 1 : kBody;
            for (const uint32_t at : {uint32_t{moment.from}, last}) {
                PrologueReversal reversal;
                ASSERT_TRUE(reversal.Undo(info.data(), at));
                const FrameRule rule = reversal.Result();
                ASSERT_NE(rule.Base(), RuleBase::Unknown);
                const int64_t base = rule.Base() == RuleBase::FramePointer ? moment.fp : moment.sp;
                ASSERT_EQ(base + rule.CfaOffset(), kCfa) << "round " << round << ", offset " << at;
                const int64_t slot = (kCfa - moment.savedAt) / 8;
                ASSERT_EQ(rule.FramePointerSlot(), moment.savedAt == 0 ? kKept
                                                   : slot < 255        ? static_cast<uint32_t>(slot)
                                                                       : FrameRule::kFramePointerLost);
            }
        }
    }
}

TEST(FrameRuleTest, OffsetsAndSlotsComeBack) {
    for (const int64_t offset :
         {int64_t{8}, int64_t{-8}, int64_t{0}, ((int64_t{1} << 20) - 1) * 8, -(int64_t{1} << 23)}) {
        for (const uint32_t slot : {0u, 1u, 254u, 255u}) {
            const FrameRule rule = FrameRule::Make(RuleBase::FarReturn, offset, slot);
            EXPECT_EQ(rule.Base(), RuleBase::FarReturn);
            EXPECT_EQ(rule.CfaOffset(), offset);
            EXPECT_EQ(rule.FramePointerSlot(), slot);
        }
    }
    for (const int64_t offset : {int64_t{4}, int64_t{-1}, int64_t{1} << 23, -(int64_t{1} << 23) - 8}) {
        EXPECT_EQ(FrameRule::Make(RuleBase::StackPointer, offset, 0), FrameRule());
    }
}

}  // namespace
}  // namespace clrscope::unwind
