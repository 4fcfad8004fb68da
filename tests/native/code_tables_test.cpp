// The tables together: which one answers, and when the cache must not.
#include "unwind/code_tables.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/made_up_image.h"
#include "support/made_up_unwind_info.h"

namespace clrscope::unwind {
namespace {

using test::MadeUpImage;
using test::MadeUpUnwindInfo;

constexpr uintptr_t kJit = 0x7E0000000000;
constexpr uintptr_t kLibrary = 0x7F0000000000;

FrameRule BySp(int64_t cfa) {
    return FrameRule::Make(RuleBase::StackPointer, cfa, 0);
}

class CodeTablesTest : public testing::Test {
  protected:
    bool AddCompiled(const MadeUpUnwindInfo& info, bool funclet = false) {
        return tables_->AddCompiled(kJit, kJit + 0x100, funclet, info.Bytes().data(), info.Bytes().size());
    }
    void SetLibrary(int64_t cfa) {
        std::vector<NativeRow> rows{{0, FrameRule()}};
        if (cfa != 0) rows = {{0, BySp(cfa)}};
        tables_->SetLibraries(
            {{kLibrary, kLibrary + 0x1000, std::make_shared<const NativeCode>(NativeCode{kLibrary, std::move(rows)})}});
    }
    // push rbp; sub rsp, 32 in front; add rsp, 32; pop rbp; ret at kEpilogue.
    bool AddReadable(const MadeUpUnwindInfo& info) {
        const uint8_t epilogue[] = {0x48, 0x83, 0xC4, 0x20, 0x5D, 0xC3};
        std::copy(std::begin(epilogue), std::end(epilogue), code_.begin() + kEpilogue);
        return tables_->AddCompiled(At(0), At(code_.size()), false, info.Bytes().data(), info.Bytes().size());
    }
    uintptr_t At(size_t offset) const { return reinterpret_cast<uintptr_t>(code_.data()) + offset; }
    static MadeUpUnwindInfo Readable() { return MadeUpUnwindInfo().AllocateSmall(5, 32).Push(1, test::kRbp); }

    CodeKind Find(uintptr_t instruction) { return tables_->Find(instruction, &found_); }

    std::unique_ptr<CodeTables> tables_ = std::make_unique<CodeTables>();
    ManagedCode found_{};
    static constexpr size_t kEpilogue = 0x80;
    std::vector<uint8_t> code_ = std::vector<uint8_t>(0x100, 0x90);
};

TEST_F(CodeTablesTest, EachKindOfCodeIsFound) {
    MadeUpImage image;
    image.Add(0x10, 0x40, MadeUpUnwindInfo::WithoutFramePointer().Bytes());
    tables_->AddImage(image.Base(), MadeUpImage::kSize);
    SetLibrary(24);
    ASSERT_TRUE(AddCompiled(MadeUpUnwindInfo().AllocateSmall(4, 32), true));

    EXPECT_EQ(Find(kJit + 0x20), CodeKind::Managed);
    EXPECT_EQ(found_.rule, BySp(40));
    EXPECT_EQ(found_.funclet, Funclet::Yes);
    EXPECT_EQ(found_.bounds.begin, kJit);
    EXPECT_EQ(found_.bounds.end, kJit + 0x100);
    EXPECT_EQ(Find(kJit + 3), CodeKind::Managed);
    EXPECT_EQ(found_.rule, BySp(8));

    EXPECT_EQ(Find(kLibrary), CodeKind::Native);
    EXPECT_EQ(found_.rule, BySp(24));
    EXPECT_EQ(found_.funclet, Funclet::No);

    EXPECT_EQ(Find(image.Code(0x20)), CodeKind::Managed);
    EXPECT_EQ(found_.rule, BySp(48));
    EXPECT_EQ(found_.funclet, Funclet::Possible);

    EXPECT_EQ(Find(image.Code(0x80)), CodeKind::None) << "in an image, but not in a function";
    EXPECT_EQ(Find(0x1000), CodeKind::None);
    EXPECT_EQ(found_.rule, FrameRule());
}

TEST_F(CodeTablesTest, WhatIsCovered) {
    MadeUpImage image;
    image.Add(0x10, 0x40, MadeUpUnwindInfo().Bytes());
    tables_->AddImage(image.Base(), MadeUpImage::kSize);
    SetLibrary(0);
    AddCompiled(MadeUpUnwindInfo());
    for (const uintptr_t at : {kJit, kLibrary, image.Base()}) EXPECT_TRUE(tables_->Covers(at));
    for (const uintptr_t at : {kJit + 0x100, kLibrary + 0x1000, image.Base() - 1}) EXPECT_FALSE(tables_->Covers(at));
    EXPECT_TRUE(tables_->InSameImage(image.Base(), image.Code(0)));
    EXPECT_FALSE(tables_->InSameImage(image.Base(), image.Base() + MadeUpImage::kSize));
    EXPECT_FALSE(tables_->InSameImage(image.Base(), image.Base() - 1));
    EXPECT_FALSE(tables_->InSameImage(kLibrary, kLibrary)) << "not an image";
    EXPECT_TRUE(tables_->IsInImage(image.Base()));
    EXPECT_FALSE(tables_->IsInImage(kJit));
}

TEST_F(CodeTablesTest, AnImageWithoutCodeIsNotAdded) {
    MadeUpImage image;
    tables_->AddImage(image.Base(), MadeUpImage::kSize);
    EXPECT_FALSE(tables_->Covers(image.Base()));
}

TEST_F(CodeTablesTest, TheCacheAnswersLikeTheTables) {
    AddCompiled(MadeUpUnwindInfo().AllocateSmall(4, 32), true);
    SetLibrary(24);
    for (int i = 0; i < 2; ++i) {
        const CachedRule managed = tables_->FindRule(kJit + 0x20);
        EXPECT_EQ(managed.rule, BySp(40));
        EXPECT_TRUE(managed.managed);
        EXPECT_EQ(managed.funclet, Funclet::Yes);
        const CachedRule native = tables_->FindRule(kLibrary + 5);
        EXPECT_EQ(native.rule, BySp(24));
        EXPECT_FALSE(native.managed);
        EXPECT_EQ(native.funclet, Funclet::No);
    }
}

TEST_F(CodeTablesTest, AnInterruptedEpilogueIsLeftByItsInstructions) {
    const FrameRule body = FrameRule::Make(RuleBase::StackPointer, 48, 2);
    ASSERT_TRUE(AddReadable(Readable()));
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(tables_->FindInterruptedRule(At(kEpilogue - 1)).rule, body);
        EXPECT_EQ(tables_->FindInterruptedRule(At(kEpilogue)).rule, body) << "nothing is undone yet";
        EXPECT_EQ(tables_->FindInterruptedRule(At(kEpilogue + 4)).rule, FrameRule::Make(RuleBase::StackPointer, 16, 2));
        EXPECT_EQ(tables_->FindInterruptedRule(At(kEpilogue + 5)).rule, BySp(8));
        EXPECT_TRUE(tables_->FindInterruptedRule(At(kEpilogue + 5)).managed);
        // Of the same address: what stands there has called, and an epilogue calls nothing.
        EXPECT_EQ(tables_->FindRule(At(kEpilogue + 5)).rule, body);
    }
}

TEST_F(CodeTablesTest, ReplacedCodeThatIsInterruptedIsNotAnsweredFromTheCache) {
    AddReadable(Readable());
    EXPECT_EQ(tables_->FindInterruptedRule(At(0x20)).rule, FrameRule::Make(RuleBase::StackPointer, 48, 2));
    AddReadable(MadeUpUnwindInfo().AllocateSmall(4, 64));
    EXPECT_EQ(tables_->FindInterruptedRule(At(0x20)).rule, BySp(72));
}

TEST_F(CodeTablesTest, ReplacedCodeIsNotAnsweredFromTheCache) {
    AddCompiled(MadeUpUnwindInfo().AllocateSmall(4, 32));
    EXPECT_EQ(tables_->FindRule(kJit + 0x20).rule, BySp(40));
    AddCompiled(MadeUpUnwindInfo().AllocateSmall(4, 64));
    EXPECT_EQ(tables_->FindRule(kJit + 0x20).rule, BySp(72));
}

TEST_F(CodeTablesTest, ChangedLibrariesAreNotAnsweredFromTheCache) {
    SetLibrary(24);
    EXPECT_EQ(tables_->FindRule(kLibrary).rule, BySp(24));
    SetLibrary(32);
    EXPECT_EQ(tables_->FindRule(kLibrary).rule, BySp(32));
    tables_->SetLibraries({});
    EXPECT_EQ(tables_->FindRule(kLibrary).rule, FrameRule());
}

TEST_F(CodeTablesTest, WhatIsNotKnownIsLookedUpAgain) {
    EXPECT_EQ(tables_->FindRule(kJit + 0x20).rule, FrameRule());
    AddCompiled(MadeUpUnwindInfo());
    EXPECT_EQ(tables_->FindRule(kJit + 0x20).rule, BySp(8));
}

TEST_F(CodeTablesTest, UnwindInfoThatCannotBeUndoneIsManagedCodeWithoutARule) {
    AddCompiled(MadeUpUnwindInfo().Code(4, 15, 0));
    EXPECT_EQ(Find(kJit + 0x20), CodeKind::Managed);
    EXPECT_EQ(found_.rule, FrameRule());
}

TEST_F(CodeTablesTest, MemoryIsCounted) {
    const size_t empty = tables_->MemoryBytes();
    AddCompiled(MadeUpUnwindInfo());
    const size_t compiled = tables_->MemoryBytes();
    EXPECT_GT(compiled, empty);
    SetLibrary(24);
    EXPECT_GT(tables_->MemoryBytes(), compiled);
}

}  // namespace
}  // namespace clrscope::unwind
