// Code in mapped files found by address.
#include "unwind/mapped_code.h"

#include <gtest/gtest.h>

#include "support/made_up_image.h"
#include "support/made_up_unwind_info.h"

namespace clrscope::unwind {
namespace {

using test::MadeUpImage;
using test::MadeUpUnwindInfo;

constexpr uintptr_t kLibrary = 0x7F0000000000;

std::shared_ptr<const NativeCode> CodeWithRows(uintptr_t begin) {
    return std::make_shared<const NativeCode>(
        NativeCode{begin, {{0x10, FrameRule::Make(RuleBase::StackPointer, 8, 0)}, {0x20, FrameRule()}}});
}

class MappedCodeTest : public testing::Test {
  protected:
    MappedCodeTest() { made_.Add(0x10, 0x40, MadeUpUnwindInfo().Bytes()); }

    PrecompiledImage Image() const { return PrecompiledImage::Read(made_.Base(), MadeUpImage::kSize); }

    MadeUpImage made_;
    Reclaimer reclaimer_;
    MappedCode code_{&reclaimer_};
};

TEST_F(MappedCodeTest, NothingIsFoundAtFirst) {
    EXPECT_EQ(code_.Find(kLibrary), nullptr);
    EXPECT_EQ(code_.Find(0), nullptr);
    EXPECT_FALSE(code_.IsInImage(kLibrary));
}

TEST_F(MappedCodeTest, LibrariesAreFoundWhateverTheirOrder) {
    code_.SetLibraries({{kLibrary + 0x3000, kLibrary + 0x4000, CodeWithRows(kLibrary + 0x3000)},
                        {kLibrary, kLibrary + 0x1000, CodeWithRows(kLibrary)},
                        {kLibrary + 0x1000, kLibrary + 0x2000, nullptr}});
    EXPECT_EQ(code_.Find(kLibrary - 1), nullptr);
    EXPECT_EQ(code_.Find(kLibrary + 0x2000), nullptr);
    EXPECT_EQ(code_.Find(kLibrary + 0x4000), nullptr);
    for (const uintptr_t begin : {kLibrary, kLibrary + 0x3000}) {
        for (const uintptr_t at : {begin, begin + 0xFFF}) {
            const MappedRegion* region = code_.Find(at);
            ASSERT_NE(region, nullptr);
            EXPECT_EQ(region->begin, begin);
            EXPECT_EQ(region->image, nullptr);
            EXPECT_EQ(region->native->Find(begin + 0x18), FrameRule::Make(RuleBase::StackPointer, 8, 0));
        }
    }
}

TEST_F(MappedCodeTest, ALibraryWhoseRowsAreNotKnownIsNativeCodeWithoutRules) {
    code_.SetLibraries({{kLibrary, kLibrary + 0x1000, nullptr}});
    const MappedRegion* region = code_.Find(kLibrary + 0x18);
    ASSERT_NE(region, nullptr);
    ASSERT_NE(region->native, nullptr);
    EXPECT_EQ(region->native->Find(kLibrary + 0x18), FrameRule());
}

TEST_F(MappedCodeTest, RowsHoldUpToTheNext) {
    const auto code = CodeWithRows(kLibrary);
    EXPECT_EQ(code->Find(kLibrary), FrameRule());
    EXPECT_EQ(code->Find(kLibrary + 0xF), FrameRule());
    EXPECT_NE(code->Find(kLibrary + 0x10), FrameRule());
    EXPECT_NE(code->Find(kLibrary + 0x1F), FrameRule());
    EXPECT_EQ(code->Find(kLibrary + 0x20), FrameRule());
    EXPECT_EQ((NativeCode{kLibrary, {}}).Find(kLibrary), FrameRule());
}

TEST_F(MappedCodeTest, ImagesStayWhenLibrariesChange) {
    code_.AddImage(Image());
    code_.SetLibraries({{kLibrary, kLibrary + 0x1000, nullptr}});
    code_.SetLibraries({});
    EXPECT_EQ(code_.Find(kLibrary), nullptr);
    const MappedRegion* region = code_.Find(made_.Code(0x20));
    ASSERT_NE(region, nullptr);
    EXPECT_EQ(region->native, nullptr);
    EXPECT_EQ(region->begin, made_.Base());
    EXPECT_EQ(region->end, made_.Base() + MadeUpImage::kSize);
    EXPECT_TRUE(code_.IsInImage(made_.Base()));
    EXPECT_TRUE(code_.IsInImage(made_.Base() + MadeUpImage::kSize - 1));
    EXPECT_FALSE(code_.IsInImage(made_.Base() + MadeUpImage::kSize));
    EXPECT_FALSE(code_.IsInImage(made_.Base() - 1));
}

TEST_F(MappedCodeTest, WhatAWalkHasFoundStaysUntilItEnds) {
    auto code = CodeWithRows(kLibrary);
    const std::weak_ptr<const NativeCode> weak = code;
    code_.SetLibraries({{kLibrary, kLibrary + 0x1000, std::move(code)}});
    WalkMark mark;
    const auto collect = [&] { reclaimer_.Collect([&](auto visit) { visit(mark); }); };
    collect();
    mark.Begin();
    const MappedRegion* region = code_.Find(kLibrary);
    code_.SetLibraries({});
    collect();
    EXPECT_FALSE(weak.expired());
    EXPECT_EQ(region->native, weak.lock().get());
    mark.End();
    collect();
    EXPECT_TRUE(weak.expired());
}

TEST_F(MappedCodeTest, MemoryIsThatOfTheRows) {
    const std::shared_ptr<const NativeCode> code = CodeWithRows(kLibrary);
    EXPECT_GE(code->MemoryBytes(), 2 * sizeof(NativeRow));
    code_.SetLibraries({{kLibrary, kLibrary + 0x1000, code}});
    EXPECT_EQ(code_.MemoryBytes(), sizeof(MappedRegion) + code->MemoryBytes());
    code_.SetLibraries({});
    EXPECT_EQ(code_.MemoryBytes(), 0u);
}

}  // namespace
}  // namespace clrscope::unwind
