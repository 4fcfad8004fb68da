// Precompiled code found through the exception directory of made-up images, which end at memory that faults.
#include "unwind/precompiled_image.h"

#include <gtest/gtest.h>

#include <vector>

#include "support/made_up_image.h"
#include "support/made_up_unwind_info.h"

namespace clrscope::unwind {
namespace {

using test::kRbp;
using test::kRbx;
using test::MadeUpImage;
using test::MadeUpUnwindInfo;

FrameRule BySp(int64_t cfa, uint32_t slot = 0) {
    return FrameRule::Make(RuleBase::StackPointer, cfa, slot);
}
FrameRule ByFp(int64_t cfa, uint32_t slot) {
    return FrameRule::Make(RuleBase::FramePointer, cfa, slot);
}

class PrecompiledImageTest : public testing::Test {
  protected:
    PrecompiledImage Read() { return PrecompiledImage::Read(made_.Base(), MadeUpImage::kSize); }
    bool Find(uint32_t offset) { return Read().Find(made_.Code(offset), &found_); }
    void AddOne() { made_.Add(0x10, 0x40, MadeUpUnwindInfo::WithFramePointer().Bytes()); }

    MadeUpImage made_;
    ManagedCode found_{};
};

TEST_F(PrecompiledImageTest, FunctionsAreFoundByAddress) {
    made_.Add(0x10, 0x40, MadeUpUnwindInfo::WithFramePointer().Bytes());
    made_.Add(0x40, 0x50, MadeUpUnwindInfo::WithoutFramePointer().Bytes());
    made_.Add(0x80, 0x90, MadeUpUnwindInfo().Bytes());
    EXPECT_FALSE(Find(0x0F));
    ASSERT_TRUE(Find(0x10));
    EXPECT_EQ(found_.rule, BySp(8));
    EXPECT_EQ(found_.bounds.begin, made_.Code(0x10));
    EXPECT_EQ(found_.bounds.end, made_.Code(0x40));
    ASSERT_TRUE(Find(0x15));
    EXPECT_EQ(found_.rule, BySp(48, 2));
    ASSERT_TRUE(Find(0x3F));
    EXPECT_EQ(found_.rule, ByFp(16, 2));
    ASSERT_TRUE(Find(0x40));
    EXPECT_EQ(found_.rule, BySp(8));
    ASSERT_TRUE(Find(0x4F));
    EXPECT_EQ(found_.rule, BySp(48));
    EXPECT_FALSE(Find(0x50));
    EXPECT_FALSE(Find(0x7F));
    EXPECT_TRUE(Find(0x8F));
    EXPECT_FALSE(Find(0x90));
}

TEST_F(PrecompiledImageTest, WithoutAFramePointerItMayBeAFunclet) {
    made_.Add(0x10, 0x40, MadeUpUnwindInfo::WithFramePointer().Bytes());
    made_.Add(0x40, 0x50, MadeUpUnwindInfo::WithoutFramePointer().Bytes());
    ASSERT_TRUE(Find(0x20));
    EXPECT_EQ(found_.funclet, Funclet::No);
    ASSERT_TRUE(Find(0x48));
    EXPECT_EQ(found_.funclet, Funclet::Possible);
}

TEST_F(PrecompiledImageTest, ChainedInfosAreFollowedToTheEnd) {
    const uint32_t first = made_.Add(0x10, 0x40, MadeUpUnwindInfo::WithFramePointer().Bytes());
    // One code, and one that is left out so that the row is aligned.
    made_.Add(0x40, 0x60, MadeUpUnwindInfo().Flags(4).Push(1, kRbx).Bytes());
    made_.Chain(0x10, 0x40, first);
    ASSERT_TRUE(Find(0x40));
    EXPECT_EQ(found_.rule, ByFp(16, 2)) << "its own prologue has not run, the one of the function has";
    EXPECT_EQ(found_.funclet, Funclet::No);
    ASSERT_TRUE(Find(0x41));
    EXPECT_EQ(found_.rule, ByFp(16, 2));
    EXPECT_EQ(found_.bounds.begin, made_.Code(0x40));
}

TEST_F(PrecompiledImageTest, ChainedDepthsAddUp) {
    const uint32_t first = made_.Add(0x10, 0x40, MadeUpUnwindInfo().AllocateSmall(5, 32).Push(1, kRbp).Bytes());
    made_.Add(0x40, 0x60, MadeUpUnwindInfo().Flags(4).Push(2, kRbx).Push(1, kRbx).Bytes());
    made_.Chain(0x10, 0x40, first);
    ASSERT_TRUE(Find(0x41));
    EXPECT_EQ(found_.rule, BySp(56, 2));
    ASSERT_TRUE(Find(0x42));
    EXPECT_EQ(found_.rule, BySp(64, 2));
}

TEST_F(PrecompiledImageTest, AChainThatLeadsToItselfIsUnknown) {
    const uint32_t info = made_.Add(0x10, 0x40, MadeUpUnwindInfo().Flags(4).Push(1, kRbx).Bytes());
    made_.Chain(0x10, 0x40, info);
    ASSERT_TRUE(Find(0x20));
    EXPECT_EQ(found_.rule, FrameRule());
}

TEST_F(PrecompiledImageTest, InfosThatMakeNoSenseAreUnknown) {
    made_.Add(0x10, 0x20, {7, 0, 0, 0});
    made_.Add(0x20, 0x30, MadeUpUnwindInfo().Code(1, 15, 0).Bytes());
    made_.AddAt(0x30, 0x40, 0xFFFFFFF0);
    made_.AddAt(0x40, 0x50, MadeUpImage::kSize);
    made_.AddAt(0x50, 0x60, MadeUpImage::kSize - 3);
    for (const uint32_t at : {0x18, 0x28, 0x38, 0x48, 0x58}) {
        ASSERT_TRUE(Find(at)) << at;
        EXPECT_EQ(found_.rule, FrameRule()) << at;
        EXPECT_EQ(found_.funclet, Funclet::No);
    }
}

// From each distance to the end, with codes that reach beyond it or leave no room for the row that a chained one needs.
TEST_F(PrecompiledImageTest, InfosAtTheEndOfTheImageAreReadNoFurther) {
    for (const uint8_t flags : {0, 4}) {
        for (uint32_t room = 1; room < 64; ++room) {
            for (const uint8_t codes : {0, 1, 2, 3, 16, 255}) {
                MadeUpImage made;
                const uint32_t at = MadeUpImage::kSize - room;
                std::vector<uint8_t> info{static_cast<uint8_t>(1 | flags << 3), 0, codes, 0};
                info.resize(std::min<size_t>(4 + 2 * size_t{codes}, room), 0x02);
                info.resize(std::min<size_t>(info.size(), room));
                made.SetBytes(at, info);
                made.AddAt(0x10, 0x40, at);
                const PrecompiledImage image = PrecompiledImage::Read(made.Base(), MadeUpImage::kSize);
                ASSERT_TRUE(image.Find(made.Code(0x20), &found_));
                if (flags == 0) {
                    const bool whole = room >= 4u + 2u * codes;
                    EXPECT_EQ(found_.rule, whole ? BySp(8 + 8 * codes) : FrameRule()) << room << " " << int{codes};
                }
            }
        }
    }
}

TEST_F(PrecompiledImageTest, AFunctionThatEndsOutsideTheImageIsNone) {
    made_.Add(0x10, MadeUpImage::kSize - MadeUpImage::kCode + 1, MadeUpUnwindInfo().Bytes());
    EXPECT_FALSE(Find(0x20));
}

TEST_F(PrecompiledImageTest, AnImageWithoutTheDirectoryIsEmpty) {
    EXPECT_TRUE(Read().Empty());
    AddOne();
    EXPECT_FALSE(Read().Empty());
    made_.Set<uint32_t>(MadeUpImage::kDirectory, 0);
    EXPECT_TRUE(Read().Empty());
}

TEST_F(PrecompiledImageTest, BadHeadersMakeItEmpty) {
    AddOne();
    const auto expectEmpty = [&](auto at, auto bad, const char* what) {
        decltype(bad) good;
        std::memcpy(&good, reinterpret_cast<const void*>(made_.Base() + at), sizeof(good));
        made_.Set(at, bad);
        EXPECT_TRUE(Read().Empty()) << what;
        made_.Set(at, good);
        EXPECT_FALSE(Read().Empty());
    };
    expectEmpty(uint32_t{0x3C}, uint32_t{MadeUpImage::kSize}, "the header at the end");
    expectEmpty(uint32_t{0x3C}, uint32_t{MadeUpImage::kSize - 160}, "the header too near to the end");
    expectEmpty(uint32_t{0x3C}, uint32_t{0xFFFFFFFF}, "the header far away");
    expectEmpty(MadeUpImage::kHeader, uint32_t{0x4551}, "the signature");
    expectEmpty(MadeUpImage::kOptionalHeader, uint16_t{0x10B}, "a 32 bit image");
    expectEmpty(MadeUpImage::kOptionalHeader + 108, uint32_t{3}, "too few directories");
    expectEmpty(MadeUpImage::kDirectory, uint32_t{0xFFFFFFFF}, "the table far away");
    expectEmpty(MadeUpImage::kDirectory, uint32_t{MadeUpImage::kSize + 1}, "the table behind the end");
    expectEmpty(MadeUpImage::kDirectory + 4, uint32_t{MadeUpImage::kSize - MadeUpImage::kTable + 1},
                "a table too long");
    expectEmpty(MadeUpImage::kDirectory + 4, uint32_t{11}, "less than a row");
}

TEST_F(PrecompiledImageTest, SizesThatCannotBeMakeItEmpty) {
    AddOne();
    for (const uint64_t size : {uint64_t{0}, uint64_t{0x3F}, uint64_t{0x80}, uint64_t{1} << 32}) {
        EXPECT_TRUE(PrecompiledImage::Read(made_.Base(), size).Empty()) << size;
    }
}

}  // namespace
}  // namespace clrscope::unwind
