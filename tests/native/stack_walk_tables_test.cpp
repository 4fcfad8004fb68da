// Walks over made-up stacks of code that the tables know: each kind of frame, and funclets in place of their methods.
#include <gtest/gtest.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <vector>

#include "platform/signal_frame.h"
#include "support/guarded_stack.h"
#include "support/made_up_image.h"
#include "support/made_up_unwind_info.h"
#include "unwind/hijack.h"
#include "unwind/stack_walk.h"

namespace clrscope::unwind {
namespace {

using layout::StopReason;
using test::GuardedStack;
using test::kRbp;
using test::kRbx;
using test::MadeUpImage;
using test::MadeUpUnwindInfo;

constexpr uintptr_t kLibrary = 0x7F0000000000;
// Functions of the library, of 0x100 bytes each.
constexpr uintptr_t kBySp = kLibrary;                // CFA = sp + 32
constexpr uintptr_t kByFp = kLibrary + 0x100;        // CFA = fp + 16, fp at CFA - 16
constexpr uintptr_t kPlt = kLibrary + 0x200;         //
constexpr uintptr_t kTrampoline = kLibrary + 0x300;  // a signal frame
constexpr uintptr_t kFarReturn = kLibrary + 0x400;   // CFA = sp + 136, the return address on top
constexpr uintptr_t kFarPushed = kLibrary + 0x500;   // CFA = sp + 144, fp on top, then the return address
constexpr uintptr_t kRoot = kLibrary + 0x600;
constexpr uintptr_t kLost = kLibrary + 0x700;        // CFA = sp + 32, fp lost
constexpr uintptr_t kNoRule = kLibrary + 0x800;      // covered, but no rule
constexpr uintptr_t kLeaf = kLibrary + 0x900;        // CFA = sp + 8
constexpr uintptr_t kDispatcher = kLibrary + 0xA00;  // CFA = sp + 32, fp at CFA - 16
constexpr uintptr_t kUnknown = 0x7E0000000000;       // nothing covers this
constexpr uintptr_t kRow = 0x100;

class StackWalkTablesTest : public testing::Test {
  protected:
    // The walk looks at the call instruction in native code that has called a funclet, so the library has memory.
    static void SetUpTestSuite() {
        void* at = mmap(reinterpret_cast<void*>(kLibrary), 4096, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
        ASSERT_EQ(at, reinterpret_cast<void*>(kLibrary));
        std::memset(at, 0x90, 4096);
    }
    static void TearDownTestSuite() { munmap(reinterpret_cast<void*>(kLibrary), 4096); }

    StackWalkTablesTest() {
        const auto rule = [](RuleBase base, int64_t cfa, uint32_t slot) { return FrameRule::Make(base, cfa, slot); };
        std::vector<NativeRow> rows{{0x000, rule(RuleBase::StackPointer, 32, 0)},
                                    {0x100, rule(RuleBase::FramePointer, 16, 2)},
                                    {0x200, rule(RuleBase::Plt, 8, 0)},
                                    {0x300, FrameRule(RuleBase::SignalFrame)},
                                    {0x400, rule(RuleBase::FarReturn, 136, 0)},
                                    {0x500, rule(RuleBase::FarReturn, 144, 18)},
                                    {0x600, FrameRule(RuleBase::Root)},
                                    {0x700, rule(RuleBase::StackPointer, 32, FrameRule::kFramePointerLost)},
                                    {0x800, FrameRule()},
                                    {0x900, rule(RuleBase::StackPointer, 8, 0)},
                                    {0xA00, rule(RuleBase::StackPointer, 32, 2)}};
        tables_->SetLibraries(
            {{kLibrary, kLibrary + 0xB00, std::make_shared<const NativeCode>(NativeCode{kLibrary, std::move(rows)})}});
        std::memset(reinterpret_cast<void*>(code_.Low()), 0x90, GuardedStack::kPage);
    }

    // The next free 256 bytes of compiled code.
    uintptr_t AddMethod(const MadeUpUnwindInfo& info, bool funclet = false) {
        const uintptr_t begin = code_.Low() + kRow * methods_++;
        EXPECT_TRUE(tables_->AddCompiled(begin, begin + kRow, funclet, info.Bytes().data(), info.Bytes().size()));
        return begin;
    }
    uintptr_t AddFrameless() { return AddMethod(MadeUpUnwindInfo::WithoutFramePointer()); }  // 6 words
    uintptr_t AddByFp() { return AddMethod(MadeUpUnwindInfo::WithFramePointer()); }          // fp is 2 words below CFA
    // push rbp; sub rsp, 32; the frame pointer comes from the caller. 6 words, fp in the fifth.
    uintptr_t AddFunclet() { return AddMethod(MadeUpUnwindInfo().AllocateSmall(5, 32).Push(1, kRbp), true); }

    Walk WalkFrom(uintptr_t pc, size_t sp, uintptr_t fp, uint32_t maxFrames = layout::kMaxFrames) {
        return WalkFrom(Own(), pc, stack_.At(sp), fp, maxFrames);
    }
    ThreadStacks Own(uintptr_t object = 0) const {
        return {.own = stack_.Bounds(), .signal = {}, .runtimeThread = object, .current = {}};
    }
    Walk WalkFrom(ThreadStacks stacks, uintptr_t pc, uintptr_t sp, uintptr_t fp,
                  uint32_t maxFrames = layout::kMaxFrames) {
        frames_.assign(maxFrames, 0);
        const Walk walk = WalkStack({pc, sp, fp}, &stacks, tables_.get(), frames_.data(), maxFrames);
        frames_.resize(walk.frameCount);
        // The first walk has its rules from the tables; the next ones have them from the cache, and a quicker way.
        std::vector<uint64_t> again(maxFrames);
        const Walk second = WalkStack({pc, sp, fp}, &stacks, tables_.get(), again.data(), maxFrames);
        again.resize(second.frameCount);
        EXPECT_EQ(again, frames_);
        EXPECT_EQ(second.reason, walk.reason);
        EXPECT_EQ(second.guessed, walk.guessed);
        reason_ = walk.reason;
        guessed_ = walk.guessed;
        return walk;
    }
    void Expect(const std::vector<uint64_t>& frames, StopReason reason = StopReason::Root, uint32_t guessed = 0) {
        EXPECT_EQ(frames_, frames);
        EXPECT_EQ(reason_, reason);
        EXPECT_EQ(guessed_, guessed);
    }
    void SetCode(uintptr_t at, const std::vector<uint8_t>& bytes) {
        std::memcpy(reinterpret_cast<void*>(at), bytes.data(), bytes.size());
    }

    std::unique_ptr<CodeTables> tables_ = std::make_unique<CodeTables>();
    GuardedStack stack_;
    GuardedStack code_;
    uintptr_t methods_ = 0;
    std::vector<uint64_t> frames_;
    StopReason reason_{};
    uint32_t guessed_ = 0;
};

TEST_F(StackWalkTablesTest, FramesWithoutFramePointersAreWalkedExactly) {
    const uintptr_t a = AddFrameless();
    const uintptr_t b = AddFrameless();
    stack_.Word(5) = b + 50;
    stack_.Word(11) = a + 60;
    stack_.Word(17) = kRoot + 5;
    WalkFrom(a + 20, 0, 0x77);
    Expect({a + 20, b + 50, a + 60, kRoot + 5});
}

TEST_F(StackWalkTablesTest, TheInnermostFrameMayBeAnywhereInItsPrologue) {
    const uintptr_t a = AddByFp();
    const uintptr_t b = AddByFp();
    // b's frame: fp at word 41, return address at word 42.
    stack_.Word(41) = 0;
    stack_.Word(42) = kRoot + 5;
    const auto expect = [&](uint32_t offset, size_t sp, uintptr_t fp) {
        WalkFrom(a + offset, sp, fp);
        SCOPED_TRACE(offset);
        Expect({a + offset, b + 99, kRoot + 5});
    };
    stack_.Word(20) = b + 99;         // a's return address
    stack_.Word(19) = stack_.At(41);  // where it pushes b's frame pointer
    expect(0, 20, stack_.At(41));
    expect(1, 19, stack_.At(41));
    expect(4, 19, stack_.At(41));
    expect(5, 15, stack_.At(41));
    expect(9, 15, stack_.At(41));
    expect(10, 15, stack_.At(19));
    expect(200, 15, stack_.At(19));
    expect(200, 3, stack_.At(19));  // after a localloc
}

TEST_F(StackWalkTablesTest, TheInnermostFrameMayBeAnywhereInItsEpilogue) {
    const uintptr_t a = AddByFp();
    const uintptr_t b = AddByFp();
    SetCode(a + 0x80, {0x48, 0x83, 0xC4, 0x20, 0x5D, 0xC3, 0x90});
    stack_.Word(41) = 0;
    stack_.Word(42) = kRoot + 5;
    stack_.Word(20) = b + 99;
    stack_.Word(19) = stack_.At(41);
    const auto expect = [&](uint32_t offset, size_t sp, uintptr_t fp) {
        WalkFrom(a + offset, sp, fp);
        SCOPED_TRACE(offset);
        Expect({a + offset, b + 99, kRoot + 5});
    };
    expect(0x80, 15, stack_.At(19));
    expect(0x84, 19, stack_.At(19));
    expect(0x85, 20, stack_.At(41));
    expect(0x86, 15, stack_.At(19));  // another block, behind it
}

TEST_F(StackWalkTablesTest, ACallersNextInstructionMayBeAnEpilogueAllTheSame) {
    const uintptr_t a = AddFrameless();
    const uintptr_t b = AddFrameless();
    SetCode(b + 50, {0x48, 0x83, 0xC4, 0x20, 0x5B, 0xC3});
    stack_.Word(5) = b + 50;
    stack_.Word(11) = kRoot + 5;
    WalkFrom(a + 20, 0, 0);
    Expect({a + 20, b + 50, kRoot + 5});
}

// A call that does not return is the last instruction of its method: its return address belongs to the next one.
TEST_F(StackWalkTablesTest, AReturnAddressBelongsToTheCallBeforeIt) {
    const uintptr_t a = AddFrameless();
    const uintptr_t next = AddByFp();
    ASSERT_EQ(next, a + kRow);
    stack_.Word(3) = next;
    stack_.Word(9) = kRoot + 5;
    WalkFrom(kBySp, 0, 0);
    Expect({kBySp, next, kRoot + 5});
}

TEST_F(StackWalkTablesTest, NativeFramesByTheirRules) {
    stack_.Word(3) = kByFp + 9;
    stack_.Frame(10, stack_.At(30), kBySp + 7);
    stack_.Word(15) = kByFp + 11;
    stack_.Frame(30, 0, kRoot + 1);
    WalkFrom(kBySp + 5, 0, stack_.At(10));
    Expect({kBySp + 5, kByFp + 9, kBySp + 7, kByFp + 11, kRoot + 1});
}

TEST_F(StackWalkTablesTest, EntriesOfTheProcedureLinkageTablePushOnce) {
    const uintptr_t a = AddFrameless();
    stack_.Word(1) = a + 50;
    stack_.Word(7) = kRoot + 1;
    for (const uintptr_t offset : {11, 15}) {
        WalkFrom(kPlt + offset, 0, 0);
        Expect({kPlt + offset, a + 50, kRoot + 1});
    }
    for (const uintptr_t offset : {0, 10, 16, 26}) {
        WalkFrom(kPlt + offset, 1, 0);
        Expect({kPlt + offset, a + 50, kRoot + 1});
    }
}

// A return address that leads to the runtime's stub, and the object in which the runtime keeps the true one.
class HijackWalkTest : public StackWalkTablesTest {
  protected:
    static constexpr uintptr_t kStub = kUnknown + 0x560;

    HijackWalkTest() {
        tables_->SetHijackStub(kStub);
        stack_.Word(5) = kStub;
        stack_.Word(11) = kRoot + 5;
        object_[17] = caller_ + 50;
        object_[18] = stack_.At(5);
        object_[19] = kUnknown + 0x788;  // the runtime's description of the method
    }
    void Walk(uintptr_t object) { WalkFrom(Own(object), method_ + 20, stack_.At(0), 0); }
    void Walk() { Walk(reinterpret_cast<uintptr_t>(object_)); }

    uintptr_t object_[kThreadObjectBytes / sizeof(uintptr_t)] = {};
    uintptr_t method_ = AddFrameless();
    uintptr_t caller_ = AddFrameless();
};

TEST_F(HijackWalkTest, TheTrueReturnAddressIsTakenFromTheThreadObject) {
    Walk();
    Expect({method_ + 20, caller_ + 50, kRoot + 5});
}

TEST_F(HijackWalkTest, ItMayLieAnywhereInTheObject) {
    for (const size_t at : {size_t{0}, std::size(object_) - 2}) {
        std::fill(std::begin(object_), std::end(object_), uintptr_t{0});
        object_[at] = caller_ + 50;
        object_[at + 1] = stack_.At(5);
        Walk();
        Expect({method_ + 20, caller_ + 50, kRoot + 5});
    }
}

TEST_F(HijackWalkTest, NothingIsReadBeyondTheObject) {
    GuardedStack memory;
    Walk(memory.High() - kThreadObjectBytes);
    EXPECT_EQ(frames_[1], kStub);
    memory.Word(0) = stack_.At(5);
    Walk(memory.Low());
    EXPECT_EQ(frames_[1], kStub);
}

TEST_F(HijackWalkTest, AnotherPlaceIsNotThisFrames) {
    object_[18] = stack_.At(6);
    Walk();
    EXPECT_EQ(frames_[1], kStub);
}

TEST_F(HijackWalkTest, AnAddressThatCannotBeCodeIsNotTaken) {
    object_[17] = 8;
    Walk();
    EXPECT_EQ(frames_[1], kStub);
}

TEST_F(HijackWalkTest, AnAddressOfNoKnownCodeIsNotTaken) {
    object_[17] = kUnknown + 0x500;
    Walk();
    EXPECT_EQ(frames_[1], kStub);
}

TEST_F(HijackWalkTest, WithoutAThreadObjectTheStubStays) {
    Walk(0);
    EXPECT_EQ(frames_[1], kStub);
}

TEST_F(HijackWalkTest, OtherReturnAddressesStay) {
    stack_.Word(5) = kRoot + 9;
    Walk();
    Expect({method_ + 20, kRoot + 9});
}

// What native code returns to is not replaced: a word that is the stub's address there is something else.
TEST_F(HijackWalkTest, OnlyMethodsAreHijacked) {
    stack_.Word(3) = kStub;
    object_[18] = stack_.At(3);
    WalkFrom(Own(reinterpret_cast<uintptr_t>(object_)), kBySp, stack_.At(0), 0);
    EXPECT_EQ(frames_[1], kStub);
}

class SignalWalkTest : public StackWalkTablesTest {
  protected:
    // The handler returns into the trampoline, above which lie the registers.
    void SetFrame(size_t trampolineSp, uintptr_t pc, uintptr_t sp, uintptr_t fp) {
        SetFrameAt(stack_.At(trampolineSp), pc, sp, fp);
    }
    void SetFrameAt(uintptr_t trampolineSp, uintptr_t pc, uintptr_t sp, uintptr_t fp) {
        const platform::SignalFrame frame = platform::SignalFrameAt(trampolineSp);
        *reinterpret_cast<uintptr_t*>(frame.pcAt) = pc;
        *reinterpret_cast<uintptr_t*>(frame.spAt) = sp;
        *reinterpret_cast<uintptr_t*>(frame.fpAt) = fp;
    }
};

TEST_F(SignalWalkTest, WhatASignalInterruptedIsWrittenOneByteOn) {
    const uintptr_t a = AddFrameless();
    stack_.Word(3) = kTrampoline + 1;
    SetFrame(4, a, stack_.At(200), 0);  // at its very first instruction
    stack_.Word(200) = kRoot + 1;
    WalkFrom(kBySp, 0, 0);
    Expect({kBySp, kTrampoline + 1, a + 1, kRoot + 1});
}

TEST_F(SignalWalkTest, WhatASignalInterruptedMayBeAnEpilogue) {
    const uintptr_t a = AddByFp();
    SetCode(a + 0x80, {0x5D, 0xC3});
    stack_.Word(3) = kTrampoline + 1;
    SetFrame(4, a + 0x80, stack_.At(200), stack_.At(300));
    stack_.Word(200) = stack_.At(210);
    stack_.Word(201) = kByFp + 1;
    stack_.Frame(210, 0, kRoot + 1);
    WalkFrom(kBySp, 0, 0);
    Expect({kBySp, kTrampoline + 1, a + 0x81, kByFp + 1, kRoot + 1});
}

// A handler on the signal stack, called by the trampoline there; a method on the thread's own stack is interrupted.
class SignalStackWalkTest : public SignalWalkTest {
  protected:
    SignalStackWalkTest() {
        signalStack_.Word(3) = kTrampoline + 1;
        SetFrameAt(signalStack_.At(4), method_, stack_.At(20), 0);
        stack_.Word(20) = kRoot + 1;
    }
    ThreadStacks Both() const {
        ThreadStacks stacks = Own();
        stacks.signal = {signalStack_.At(0), signalStack_.High()};
        return stacks;
    }
    void Walk() { WalkFrom(Both(), kBySp, signalStack_.At(0), 0); }

    GuardedStack signalStack_;
    uintptr_t method_ = AddFrameless();
};

TEST_F(SignalStackWalkTest, TheWalkGoesOnWhereTheSignalInterruptedTheThreadsOwnStack) {
    Walk();
    Expect({kBySp, kTrampoline + 1, method_ + 1, kRoot + 1});
}

TEST_F(SignalStackWalkTest, WithoutTheSignalStacksBoundsNothingIsRead) {
    WalkFrom(Own(), kBySp, signalStack_.At(0), 0);
    Expect({kBySp}, StopReason::OutsideStack);
}

TEST_F(SignalStackWalkTest, OneHandlerMayInterruptAnother) {
    signalStack_.Word(3) = kTrampoline + 1;
    SetFrameAt(signalStack_.At(4), kBySp + 9, signalStack_.At(100), 0);
    signalStack_.Word(103) = kTrampoline + 1;
    SetFrameAt(signalStack_.At(104), method_, stack_.At(20), 0);
    Walk();
    Expect({kBySp, kTrampoline + 1, kBySp + 10, kTrampoline + 1, method_ + 1, kRoot + 1});
}

TEST_F(SignalStackWalkTest, TheWalkDoesNotComeBackToTheSignalStack) {
    stack_.Word(20) = kTrampoline + 1;
    SetFrame(21, kBySp, signalStack_.At(200), 0);
    Walk();
    EXPECT_TRUE(reason_ == StopReason::NotAscending || reason_ == StopReason::OutsideStack);
    ASSERT_EQ(frames_.size(), 4u);
    EXPECT_EQ(frames_[3], kTrampoline + 1);
}

TEST_F(SignalStackWalkTest, WhatWasInterruptedOnNeitherStackEndsTheWalk) {
    for (const uintptr_t sp : {uintptr_t{0x1000}, stack_.High(), stack_.Low() - 8, ~uintptr_t{0} - 15}) {
        SetFrameAt(signalStack_.At(4), method_, sp, 0);
        Walk();
        Expect({kBySp, kTrampoline + 1}, StopReason::OutsideStack);
    }
    SetFrameAt(signalStack_.At(4), 8, stack_.At(20), 0);
    Walk();
    Expect({kBySp, kTrampoline + 1}, StopReason::BadReturnAddress);
}

// Only a signal leads from one stack to the other.
TEST_F(SignalStackWalkTest, AFramePointerDoesNotLeadToTheOtherStack) {
    signalStack_.Word(3) = kByFp + 1;
    WalkFrom(Both(), kBySp, signalStack_.At(0), stack_.At(100));
    Expect({kBySp, kByFp + 1}, StopReason::OutsideStack);
}

TEST_F(SignalWalkTest, RegistersThatCannotBeEndTheWalk) {
    const auto expect = [&](uintptr_t pc, uintptr_t sp, StopReason reason) {
        stack_.Word(3) = kTrampoline + 1;
        SetFrame(4, pc, sp, 0);
        WalkFrom(kBySp, 0, 0);
        Expect({kBySp, kTrampoline + 1}, reason);
    };
    expect(8, stack_.At(200), StopReason::BadReturnAddress);
    expect(~uintptr_t{0}, stack_.At(200), StopReason::BadReturnAddress);
    expect(kBySp, stack_.At(4), StopReason::NotAscending);
    expect(kBySp, 0x1000, StopReason::NotAscending);
    expect(kBySp, stack_.High(), StopReason::OutsideStack);
    // No room for the registers.
    stack_.Word(stack_.Words() - 5) = kTrampoline + 1;
    WalkFrom(kBySp, stack_.Words() - 8, 0);
    Expect({kBySp, kTrampoline + 1}, StopReason::OutsideStack);
}

TEST_F(StackWalkTablesTest, AFarReturnLeadsToTheFaultingInstruction) {
    const uintptr_t a = AddFrameless();
    stack_.Word(3) = kFarReturn + 9;
    stack_.Word(4) = a;  // its very first instruction faulted
    stack_.Word(21) = kRoot + 1;
    WalkFrom(kBySp, 0, 0);
    Expect({kBySp, kFarReturn + 9, a + 1, kRoot + 1});
}

TEST_F(StackWalkTablesTest, AFarReturnMayHavePushedTheFramePointer) {
    const uintptr_t a = AddByFp();
    stack_.Word(3) = kFarPushed + 9;
    stack_.Frame(4, stack_.At(30), a + 50);
    stack_.Frame(30, 0, kRoot + 1);
    WalkFrom(kBySp, 0, 0x77);
    Expect({kBySp, kFarPushed + 9, a + 51, kRoot + 1});
}

TEST_F(StackWalkTablesTest, AFarReturnOutOfTheStackEndsTheWalk) {
    const size_t top = stack_.Words();
    stack_.Word(top - 10) = kFarReturn + 9;
    stack_.Word(top - 9) = kBySp;
    WalkFrom(kBySp, top - 13, 0);
    Expect({kBySp, kFarReturn + 9}, StopReason::OutsideStack);
    stack_.Word(3) = kFarReturn + 9;
    stack_.Word(4) = 3;
    WalkFrom(kBySp, 0, 0);
    Expect({kBySp, kFarReturn + 9}, StopReason::BadReturnAddress);
}

TEST_F(StackWalkTablesTest, ALostFramePointerEndsTheWalkWhereItIsNeeded) {
    stack_.Word(3) = kBySp + 1;
    stack_.Word(7) = kByFp + 1;
    WalkFrom(kLost, 0, stack_.At(20));
    Expect({kLost, kBySp + 1, kByFp + 1}, StopReason::Misaligned);
}

TEST_F(StackWalkTablesTest, EachReasonToStop) {
    const uintptr_t a = AddFrameless();
    const auto expect = [&](uintptr_t returnAddress, StopReason reason) {
        stack_.Word(5) = returnAddress;
        WalkFrom(a + 20, 0, 0);
        Expect({a + 20}, reason);
    };
    expect(0, StopReason::Root);
    expect(7, StopReason::BadReturnAddress);
    WalkFrom(a + 20, stack_.Words() - 5, 0);
    Expect({a + 20}, StopReason::OutsideStack);
    const uintptr_t b = AddByFp();
    WalkFrom(b + 20, 10, stack_.At(8) + 4);
    Expect({b + 20}, StopReason::Misaligned);
    WalkFrom(b + 20, 10, stack_.At(4));
    Expect({b + 20}, StopReason::NotAscending);
    WalkFrom(b + 20, 10, stack_.High());
    Expect({b + 20}, StopReason::OutsideStack);
    for (size_t i = 0; i < 50; ++i) stack_.Word(i * 6 + 5) = a + 30;
    WalkFrom(a + 20, 0, 0, 4);
    Expect({a + 20, a + 30, a + 30, a + 30}, StopReason::DepthLimit);
}

TEST_F(StackWalkTablesTest, StubsHavePushedNothingOrOneWord) {
    const uintptr_t a = AddFrameless();
    stack_.Word(1) = a + 50;
    stack_.Word(7) = kRoot + 1;
    for (const uintptr_t pc : {kUnknown, kNoRule}) {
        WalkFrom(pc, 1, 0);
        Expect({pc, a + 50, kRoot + 1});
        stack_.Word(0) = 0x1234567;  // looks like code, but none that is known
        WalkFrom(pc, 0, 0);
        Expect({pc, a + 50, kRoot + 1});
        stack_.Word(0) = stack_.At(9);
        WalkFrom(pc, 0, 0);
        Expect({pc, a + 50, kRoot + 1});
    }
}

TEST_F(StackWalkTablesTest, WithoutAReturnAddressOnTopAFrameIsGuessed) {
    const uintptr_t a = AddFrameless();
    stack_.Word(0) = stack_.Word(1) = 0;
    stack_.Word(2) = a + 50;  // too deep for a stub
    stack_.Frame(10, 0x77, a + 60);
    stack_.Word(17) = kRoot + 1;
    WalkFrom(kUnknown, 0, stack_.At(10));
    Expect({kUnknown, a + 60, kRoot + 1}, StopReason::Root, 1);
}

TEST_F(StackWalkTablesTest, CallersWithoutARuleAreGuessed) {
    const uintptr_t a = AddFrameless();
    stack_.Word(5) = kUnknown + 1;
    stack_.Word(6) = a + 50;  // not a return address: it is not the innermost frame
    stack_.Frame(10, stack_.At(20), kUnknown + 2);
    stack_.Frame(20, 0x77, a + 60);
    stack_.Word(27) = kRoot + 1;
    WalkFrom(a + 20, 0, stack_.At(10));
    Expect({a + 20, kUnknown + 1, kUnknown + 2, a + 60, kRoot + 1}, StopReason::Root, 2);
}

// A stub has pushed a word and jumped to the resolve helper, whose rule does not know of it.
TEST_F(StackWalkTablesTest, AWordPushedBeforeTheResolveHelperIsStepped) {
    const uintptr_t a = AddFrameless();
    stack_.Word(0) = 0x7000;  // not known code
    stack_.Word(1) = a + 50;
    stack_.Word(7) = kRoot + 1;
    WalkFrom(kLeaf, 0, 0);
    Expect({kLeaf, a + 50, kRoot + 1});
    // Where that word is a return address, the rule was right.
    stack_.Word(0) = a + 70;
    stack_.Word(6) = kRoot + 2;
    WalkFrom(kLeaf, 0, 0);
    Expect({kLeaf, a + 70, kRoot + 2});
    // Callers are believed.
    stack_.Word(3) = kLeaf + 1;
    stack_.Word(4) = 0x7000;
    stack_.Word(5) = a + 50;
    WalkFrom(kBySp, 0, 0);
    Expect({kBySp, kLeaf + 1, 0x7000}, StopReason::Root, 1);
}

TEST_F(StackWalkTablesTest, TheCacheChangesNothing) {
    const uintptr_t a = AddFrameless();
    const uintptr_t b = AddByFp();
    stack_.Word(5) = b + 50;
    stack_.Frame(10, 0, kRoot + 1);
    for (int i = 0; i < 3; ++i) {
        WalkFrom(a + 20, 0, stack_.At(10));
        Expect({a + 20, b + 50, kRoot + 1});
    }
}

// A method whose exception is handled: funclet, dispatcher, what was thrown through, the method, its caller.
class FuncletTest : public StackWalkTablesTest {
  protected:
    static constexpr size_t kMethodFp = 100;  // fp at 100, return address at 101

    FuncletTest() {
        method_ = AddByFp();
        thrower_ = AddFrameless();
        caller_ = AddFrameless();
        stack_.Frame(kMethodFp, 0x77, caller_ + 40);
        stack_.Word(kMethodFp + 7) = kRoot + 1;
    }
    // At word 0: the funclet's frame; then the dispatcher, the thrower, and the method.
    void Lay(uintptr_t dispatcher = kDispatcher + 9) {
        stack_.Word(4) = stack_.At(kMethodFp);
        stack_.Word(5) = dispatcher;
        stack_.Word(8) = stack_.At(50);
        stack_.Word(9) = kByFp + 9;
        stack_.Frame(50, stack_.At(kMethodFp), thrower_ + 30);
        stack_.Word(57) = method_ + 70;
    }

    uintptr_t method_, thrower_, caller_;
};

TEST_F(FuncletTest, AFuncletStandsForItsMethod) {
    const uintptr_t funclet = AddFunclet();
    Lay();
    WalkFrom(funclet + 20, 0, stack_.At(kMethodFp));
    Expect({funclet + 20, caller_ + 40, kRoot + 1});
}

TEST_F(FuncletTest, WhileAFilterRunsNothingIsHidden) {
    const uintptr_t funclet = AddFunclet();
    Lay();
    const auto call = [](uint8_t modrm) {
        const uint8_t bytes[] = {0xFF, modrm};
        std::memcpy(reinterpret_cast<void*>(kDispatcher + 9 - sizeof(bytes)), bytes, sizeof(bytes));
    };
    call(0xD2);  // call rdx
    WalkFrom(funclet + 20, 0, stack_.At(kMethodFp));
    Expect({funclet + 20, kDispatcher + 9, kByFp + 9, thrower_ + 30, method_ + 70, caller_ + 40, kRoot + 1});
    call(0xD6);  // call rsi
    WalkFrom(funclet + 20, 0, stack_.At(kMethodFp));
    Expect({funclet + 20, caller_ + 40, kRoot + 1});
}

TEST_F(FuncletTest, WhatTheFuncletCallsIsShown) {
    const uintptr_t funclet = AddFunclet();
    Lay();
    // Below the funclet: a frameless method. Everything else is where it was, 6 words up.
    const size_t shift = 6;
    GuardedStack old(1);
    for (size_t i = 0; i < 200; ++i) old.Word(i) = stack_.Word(i);
    for (size_t i = 0; i < 200; ++i) {
        uintptr_t word = old.Word(i);
        if (word >= stack_.Low() && word < stack_.High()) word += shift * 8;
        stack_.Word(i + shift) = word;
    }
    stack_.Word(5) = funclet + 30;
    WalkFrom(thrower_ + 20, 0, stack_.At(kMethodFp + shift));
    Expect({thrower_ + 20, funclet + 30, caller_ + 40, kRoot + 1});
}

TEST_F(FuncletTest, WithoutItsMethodAllFramesAreShown) {
    const uintptr_t funclet = AddFunclet();
    Lay();
    const std::vector<uint64_t> all{funclet + 20, kDispatcher + 9, kByFp + 9, thrower_ + 30,
                                    method_ + 70, caller_ + 40,    kRoot + 1};
    // The frame pointer is not the method's yet, in the funclet's prologue.
    WalkFrom(funclet + 20, 0, stack_.At(50) + 8);
    Expect(all);
    WalkFrom(funclet + 20, 0, 0);
    Expect(all);
}

TEST_F(FuncletTest, AMethodThatIsTheLastFrameIsFoundAllTheSame) {
    const uintptr_t funclet = AddFunclet();
    Lay();
    stack_.Word(kMethodFp + 1) = 0;
    WalkFrom(funclet + 20, 0, stack_.At(kMethodFp));
    Expect({funclet + 20});
}

TEST_F(FuncletTest, AFinallyFuncletMayBeCalledByItsMethod) {
    const uintptr_t funclet = AddFunclet();
    stack_.Word(4) = stack_.At(kMethodFp);
    stack_.Word(5) = method_ + 60;
    WalkFrom(funclet + 20, 0, stack_.At(kMethodFp));
    Expect({funclet + 20, caller_ + 40, kRoot + 1});
}

TEST_F(FuncletTest, FuncletsOfTheSameMethodInBetweenAreHiddenToo) {
    const uintptr_t funclet = AddFunclet();
    const uintptr_t outer = AddFunclet();
    // funclet, called by the dispatcher for an exception thrown in another funclet of the method.
    stack_.Word(4) = stack_.At(kMethodFp);
    stack_.Word(5) = kBySp + 9;
    stack_.Word(9) = outer + 30;
    stack_.Word(14) = stack_.At(kMethodFp);
    stack_.Word(15) = kBySp + 9;
    stack_.Word(19) = method_ + 70;
    WalkFrom(funclet + 20, 0, stack_.At(kMethodFp));
    Expect({funclet + 20, caller_ + 40, kRoot + 1});
}

TEST_F(FuncletTest, ARunawaySearchIsGivenUp) {
    const uintptr_t funclet = AddFunclet();
    GuardedStack deep(16);
    for (size_t i = 0; i < deep.Words(); ++i) deep.Word(i) = kLeaf + 1;
    deep.Word(4) = 0;
    std::vector<uint64_t> frames(layout::kMaxFrames);
    const Walk walk =
        WalkStack({funclet + 20, deep.Low(), 0x770}, deep.Bounds(), tables_.get(), frames.data(), layout::kMaxFrames);
    EXPECT_EQ(walk.frameCount, layout::kMaxFrames - layout::kMaxFrames / 8 + 1);
    EXPECT_EQ(walk.reason, StopReason::DepthLimit);
    EXPECT_EQ(frames[1], kLeaf + 1);
}

// Precompiled code does not say what is a funclet: it is one if it was called as only funclets are.
class PrecompiledFuncletTest : public FuncletTest {
  protected:
    static constexpr uint32_t kMethod = 0x100;
    static constexpr uint32_t kFunclet = 0x200;

    PrecompiledFuncletTest() {
        image_.Add(kMethod, kMethod + 0x100, MadeUpUnwindInfo::WithFramePointer().Bytes());
        image_.Add(kFunclet, kFunclet + 0x100, MadeUpUnwindInfo::WithoutFramePointer().Bytes());
        image_.SetBytes(MadeUpImage::kCode, std::vector<uint8_t>(0x1000, 0x90));
        tables_->AddImage(image_.Base(), MadeUpImage::kSize);
        method_ = image_.Code(kMethod);
        stack_.Frame(kMethodFp, 0x77, caller_ + 40);
    }
    // Puts an instruction in front of the method's byte 0x60, to which the call returns.
    void CallWith(const std::vector<uint8_t>& bytes) {
        image_.SetBytes(MadeUpImage::kCode + kMethod + 0x60 - static_cast<uint32_t>(bytes.size()), bytes);
        stack_.Word(5) = method_ + 0x60;
    }

    MadeUpImage image_;
    uintptr_t funclet_ = image_.Code(kFunclet);
};

TEST_F(PrecompiledFuncletTest, CalledByTheDispatcherItStandsForItsMethod) {
    Lay();
    WalkFrom(funclet_ + 20, 0, stack_.At(kMethodFp));
    Expect({funclet_ + 20, caller_ + 40, kRoot + 1});
}

TEST_F(PrecompiledFuncletTest, CalledByCodeThatIsNotKnownItIsAMethod) {
    Lay(kUnknown + 9);
    stack_.Frame(kMethodFp, 0x77, kRoot + 1);
    WalkFrom(funclet_ + 20, 0, stack_.At(kMethodFp));
    Expect({funclet_ + 20, kUnknown + 9, kRoot + 1}, StopReason::Root, 1);
}

TEST_F(PrecompiledFuncletTest, CalledDirectlyByItsMethodItStandsForIt) {
    CallWith({0xE8, 0xA0, 0x00, 0x00, 0x00});  // 0x160 + 0xA0 = 0x200
    WalkFrom(funclet_ + 20, 0, stack_.At(kMethodFp));
    Expect({funclet_ + 20, caller_ + 40, kRoot + 1});
}

TEST_F(PrecompiledFuncletTest, CalledThroughACellItIsAMethod) {
    CallWith({0xFF, 0x15, 0xA0, 0x00, 0x00, 0x00});
    WalkFrom(funclet_ + 20, 0, stack_.At(kMethodFp));
    Expect({funclet_ + 20, method_ + 0x60, caller_ + 40, kRoot + 1});
}

TEST_F(PrecompiledFuncletTest, ADirectCallOfOtherCodeIsAMethods) {
    CallWith({0xE8, 0xA1, 0x00, 0x00, 0x00});
    WalkFrom(funclet_ + 20, 0, stack_.At(kMethodFp));
    Expect({funclet_ + 20, method_ + 0x60, caller_ + 40, kRoot + 1});
}

TEST_F(PrecompiledFuncletTest, CalledByCompiledCodeItIsAMethod) {
    stack_.Word(5) = thrower_ + 30;
    stack_.Word(11) = kRoot + 1;
    WalkFrom(funclet_ + 20, 0, stack_.At(kMethodFp));
    Expect({funclet_ + 20, thrower_ + 30, kRoot + 1});
}

// The runtime calls methods from native code, too: nothing may be lost then.
TEST_F(PrecompiledFuncletTest, WithoutItsMethodAllFramesAreShown) {
    Lay();
    WalkFrom(funclet_ + 20, 0, 0x770);
    Expect({funclet_ + 20, kDispatcher + 9, kByFp + 9, thrower_ + 30, method_ + 70, caller_ + 40, kRoot + 1});
}

}  // namespace
}  // namespace clrscope::unwind
