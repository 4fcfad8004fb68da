// Call frame information of made-up libraries: each instruction of it, and what makes no sense.
#include <gtest/gtest.h>

#include "support/made_up_call_frames.h"
#include "unwind/native_code.h"

namespace clrscope::unwind {
namespace {

using test::Bytes;
using test::Encoded;
using test::MadeUpCallFrames;
using test::MadeUpCommonInfo;
using test::Sleb;
using test::Uleb;
using test::operator+;

constexpr uint32_t kStart = 0x100;
constexpr uint32_t kSize = 0x80;
constexpr uint8_t kRbx = 3;
constexpr uint8_t kRbp = 6;
constexpr uint8_t kRsp = 7;
constexpr uint8_t kReturnAddress = 16;
constexpr uint32_t kKept = FrameRule::kFramePointerKept;
constexpr uint32_t kLost = FrameRule::kFramePointerLost;

FrameRule BySp(int64_t cfa, uint32_t slot = kKept) {
    return FrameRule::Make(RuleBase::StackPointer, cfa, slot);
}
FrameRule ByFp(int64_t cfa, uint32_t slot) {
    return FrameRule::Make(RuleBase::FramePointer, cfa, slot);
}
Bytes Advance(uint8_t bytes) {
    return {static_cast<uint8_t>(0x40 | bytes)};
}
Bytes DefCfaOffset(uint64_t offset) {
    return Bytes{0x0E} + Uleb(offset);
}

// Looks into call frame information as it is and as rows, which have to say the same.
class Compiled {
  public:
    explicit Compiled(std::unique_ptr<const CallFrames> frames)
        : code_(std::move(frames)), withRows_(code_.WithRows()) {}

    FrameRule operator[](uint32_t offset) const {
        const FrameRule rule = code_.Find(MadeUpCallFrames::kCode + offset);
        EXPECT_EQ(withRows_.Find(MadeUpCallFrames::kCode + offset), rule) << offset;
        return rule;
    }
    size_t Rows() const { return withRows_.Rows().size(); }

  private:
    NativeCode code_;
    NativeCode withRows_;
};

// One function [kStart, kStart + kSize) with these instructions.
Compiled Compile(const Bytes& instructions, const MadeUpCommonInfo& common = {}) {
    MadeUpCallFrames frames;
    frames.AddFunction(frames.AddCommon(common), kStart, kSize, instructions);
    return Compiled(frames.Frames());
}

// The rule that instructions give, from the function's start on.
FrameRule RuleOf(const Bytes& instructions, const MadeUpCommonInfo& common = {}) {
    return Compile(instructions, common)[kStart];
}

TEST(CallFrames, TheCommonInfoHoldsForTheWholeFunctionAndNoFurther) {
    const Compiled code = Compile({});
    EXPECT_EQ(code.Rows(), 2u);
    EXPECT_EQ(code[kStart - 1], FrameRule());
    EXPECT_EQ(code[kStart], BySp(8));
    EXPECT_EQ(code[kStart + kSize - 1], BySp(8));
    EXPECT_EQ(code[kStart + kSize], FrameRule());
}

TEST(CallFrames, AFunctionAsCompilersWriteIt) {
    // push rbp (1); mov rbp, rsp (4); ... pop rbp (0x70); ret
    const Compiled code = Compile(Advance(1) + DefCfaOffset(16) + Bytes{0x80 | kRbp, 2} + Advance(3) +
                                  Bytes{0x0D, kRbp} + Bytes{0x02, 0x6C} + Bytes{0x0C, kRsp, 8} + Bytes{0xC0 | kRbp});
    EXPECT_EQ(code[kStart], BySp(8));
    EXPECT_EQ(code[kStart + 1], BySp(16, 2));
    EXPECT_EQ(code[kStart + 3], BySp(16, 2));
    EXPECT_EQ(code[kStart + 4], ByFp(16, 2));
    EXPECT_EQ(code[kStart + 0x6F], ByFp(16, 2));
    EXPECT_EQ(code[kStart + 0x70], BySp(8));
    EXPECT_EQ(code[kStart + 0x7F], BySp(8));
}

TEST(CallFrames, AllFormsOfAdvance) {
    for (const auto& [advance, distance] : std::vector<std::pair<Bytes, uint32_t>>{
             {Advance(0x3F), 0x3F}, {{0x02, 0x70}, 0x70}, {{0x03, 0x70, 0}, 0x70}, {{0x04, 0x70, 0, 0, 0}, 0x70}}) {
        const Compiled code = Compile(advance + DefCfaOffset(32));
        EXPECT_EQ(code[kStart + distance - 1], BySp(8));
        EXPECT_EQ(code[kStart + distance], BySp(32));
    }
}

TEST(CallFrames, AdvancesAreScaled) {
    MadeUpCommonInfo common;
    common.codeAlignment = 4;
    const Compiled code = Compile(Advance(3) + DefCfaOffset(32), common);
    EXPECT_EQ(code[kStart + 11], BySp(8));
    EXPECT_EQ(code[kStart + 12], BySp(32));
}

TEST(CallFrames, AnAdvanceBeyondTheEndEndsTheFunction) {
    for (const Bytes& far : {Bytes{0x04, 0xFF, 0xFF, 0xFF, 0xFF}, Bytes{0x02, kSize}, Bytes{0x03, 0xFF, 0xFF}}) {
        const Compiled code = Compile(far + DefCfaOffset(32));
        EXPECT_EQ(code[kStart + kSize - 1], BySp(8));
        EXPECT_EQ(code[kStart + kSize], FrameRule());
    }
}

TEST(CallFrames, AllFormsOfTheCanonicalFrameAddress) {
    EXPECT_EQ(RuleOf(Bytes{0x0C, kRsp} + Uleb(4096)), BySp(4096));
    EXPECT_EQ(RuleOf({0x0C, kRbp, 16}), ByFp(16, kKept));
    EXPECT_EQ(RuleOf({0x0C, kRbx, 16}), FrameRule()) << "relative to a register that is not followed";
    EXPECT_EQ(RuleOf({0x0D, kRbp}), ByFp(8, kKept));
    EXPECT_EQ(RuleOf({0x0D, kRbx}), FrameRule());
    EXPECT_EQ(RuleOf(DefCfaOffset(800)), BySp(800));
    EXPECT_EQ(RuleOf(Bytes{0x12, kRbp} + Sleb(-2)), ByFp(16, kKept)) << "scaled by -8";
    EXPECT_EQ(RuleOf(Bytes{0x13} + Sleb(-6)), BySp(48));
    EXPECT_EQ(RuleOf(DefCfaOffset(12)), FrameRule()) << "not whole words";
    EXPECT_EQ(RuleOf(DefCfaOffset(uint64_t{1} << 40)), FrameRule());
    EXPECT_EQ(RuleOf(DefCfaOffset(~uint64_t{0})), FrameRule());
}

TEST(CallFrames, AllFormsOfASavedFramePointer) {
    EXPECT_EQ(RuleOf({0x80 | kRbp, 3}), BySp(8, 3));
    EXPECT_EQ(RuleOf({0x05, kRbp, 4}), BySp(8, 4));
    EXPECT_EQ(RuleOf(Bytes{0x11, kRbp} + Sleb(5)), BySp(8, 5));
    EXPECT_EQ(RuleOf(Bytes{0x05, kRbp} + Uleb(254)), BySp(8, 254));
    EXPECT_EQ(RuleOf(Bytes{0x05, kRbp} + Uleb(255)), BySp(8, kLost)) << "too far away";
    EXPECT_EQ(RuleOf(Bytes{0x11, kRbp} + Sleb(-1)), BySp(8, kLost)) << "above the frame";
    EXPECT_EQ(RuleOf(Bytes{0x05, kRbp} + Uleb(~uint64_t{0})), BySp(8, kLost));
    EXPECT_EQ(RuleOf({0x80 | kRbx, 3}), BySp(8)) << "another register";
    EXPECT_EQ(RuleOf(Bytes{0x05} + Uleb(kRbp + 128) + Bytes{3}), BySp(8)) << "a number of two bytes";
}

TEST(CallFrames, AFramePointerThatIsElsewhereIsLost) {
    EXPECT_EQ(RuleOf({0x07, kRbp}), BySp(8, kLost));
    EXPECT_EQ(RuleOf({0x09, kRbp, kRbx}), BySp(8, kLost));
    EXPECT_EQ(RuleOf({0x10, kRbp, 2, 0x77, 0}), BySp(8, kLost));
    EXPECT_EQ(RuleOf({0x16, kRbp, 2, 0x77, 0}), BySp(8, kLost));
    EXPECT_EQ(RuleOf({0x14, kRbp, 2}), BySp(8, kLost));
    EXPECT_EQ(RuleOf({0x15, kRbp, 2}), BySp(8, kLost));
    for (const uint8_t operation : {0x07, 0x08}) EXPECT_EQ(RuleOf({operation, kRbx}), BySp(8));
    EXPECT_EQ(RuleOf({0x07, kRbp, 0x08, kRbp}), BySp(8)) << "the same value, after all";
    EXPECT_EQ(RuleOf({0x80 | kRbp, 3, 0x08, kRbp}), BySp(8));
}

TEST(CallFrames, OperandsAreSkipped) {
    const Bytes after = DefCfaOffset(64);
    EXPECT_EQ(RuleOf(Bytes{0x00, 0x00} + after), BySp(64));
    EXPECT_EQ(RuleOf(Bytes{0x09, kRbx, kRbp} + after), BySp(64));
    EXPECT_EQ(RuleOf(Bytes{0x10, kRbx, 3, 0xFF, 0xFF, 0xFF} + after), BySp(64));
    EXPECT_EQ(RuleOf(Bytes{0x16, kRbx, 3, 0xFF, 0xFF, 0xFF} + after), BySp(64));
    EXPECT_EQ(RuleOf(Bytes{0x14, kRbx, 0x85, 0x01} + after), BySp(64));
    EXPECT_EQ(RuleOf(Bytes{0x15, kRbx, 0x85, 0x01} + after), BySp(64));
    EXPECT_EQ(RuleOf(Bytes{0x2E, 0x85, 0x01} + after), BySp(64));
}

TEST(CallFrames, RestoreBringsBackWhatTheCommonInfoSays) {
    MadeUpCommonInfo common;
    common.instructions = common.instructions + Bytes{0x80 | kRbp, 2};
    EXPECT_EQ(RuleOf({0x80 | kRbp, 5}, common), BySp(8, 5));
    EXPECT_EQ(RuleOf({0x80 | kRbp, 5, 0xC0 | kRbp}, common), BySp(8, 2));
    EXPECT_EQ(RuleOf({0x07, kRbp, 0x06, kRbp}, common), BySp(8, 2));
    EXPECT_EQ(RuleOf({0x80 | kRbp, 5, 0xC0 | kRbp}), BySp(8));
    EXPECT_EQ(RuleOf({0x07, kReturnAddress, 0xC0 | kReturnAddress}), BySp(8));
}

TEST(CallFrames, RememberedStatesNest) {
    const Compiled code = Compile(Bytes{0x0A} + DefCfaOffset(16) + Bytes{0x80 | kRbp, 2} + Advance(1) + Bytes{0x0A} +
                                  DefCfaOffset(64) + Advance(1) + Bytes{0x0B} + Advance(1) + Bytes{0x0B});
    EXPECT_EQ(code[kStart], BySp(16, 2));
    EXPECT_EQ(code[kStart + 1], BySp(64, 2));
    EXPECT_EQ(code[kStart + 2], BySp(16, 2));
    EXPECT_EQ(code[kStart + 3], BySp(8));
}

TEST(CallFrames, TooMuchOrNothingToRestoreIsUnknownFromThereOn) {
    const Compiled code = Compile(Advance(4) + Bytes{0x0B} + Advance(4) + DefCfaOffset(16));
    EXPECT_EQ(code[kStart + 3], BySp(8));
    EXPECT_EQ(code[kStart + 4], FrameRule());
    EXPECT_EQ(code[kStart + 8], FrameRule());
    EXPECT_EQ(RuleOf(Bytes(2, 0x0A)), BySp(8));
    EXPECT_EQ(RuleOf(Bytes(3, 0x0A)), FrameRule());
}

TEST(CallFrames, UnknownInstructionsMakeTheRestUnknown) {
    for (const uint8_t operation : {0x01, 0x17, 0x1D, 0x2D, 0x2F, 0x3F}) {
        const Compiled code = Compile(Advance(4) + Bytes{operation} + Advance(4) + DefCfaOffset(16));
        EXPECT_EQ(code[kStart + 3], BySp(8));
        EXPECT_EQ(code[kStart + 4], FrameRule()) << int{operation};
        EXPECT_EQ(code[kStart + kSize - 1], FrameRule());
    }
    MadeUpCommonInfo common;
    common.instructions = {0x3F};
    EXPECT_EQ(RuleOf({0x0C, kRsp, 16}, common), FrameRule()) << "in the common part as well";
}

TEST(CallFrames, InstructionsCutOffMakeTheRestUnknown) {
    for (const Bytes& cut : {Bytes{0x0E}, Bytes{0x0C, kRsp}, Bytes{0x0E, 0x80}, Bytes{0x80 | kRbp}, Bytes{0x11, kRbp},
                             Bytes{0x10, kRbx, 5, 0}, Bytes{0x0F, 5, 0}, Bytes{0x03, 1}, Bytes{0x04, 1, 0, 0}}) {
        EXPECT_EQ(RuleOf(cut), FrameRule()) << testing::PrintToString(cut);
    }
}

TEST(CallFrames, TheExpressionOfProcedureLinkageTables) {
    const Bytes plt{0x0F, 11, 0x77, 8, 0x80, 0, 0x3F, 0x1A, 0x3B, 0x2A, 0x33, 0x24, 0x22};
    EXPECT_EQ(RuleOf(plt), FrameRule::Make(RuleBase::Plt, 8, kKept));
    EXPECT_EQ(RuleOf(plt + Bytes{0x0C, kRsp, 24}), BySp(24));
    for (size_t i = 2; i < plt.size(); ++i) {
        Bytes other = plt;
        other[i] ^= 1;
        EXPECT_EQ(RuleOf(other), FrameRule()) << "byte " << i;
    }
    EXPECT_EQ(RuleOf({0x0F, 0}), FrameRule());
    EXPECT_EQ(RuleOf({0x0F, 3, 0x77, 8, 0x06}), FrameRule());
}

TEST(CallFrames, AnUndefinedReturnAddressIsTheRoot) {
    EXPECT_EQ(RuleOf({0x07, kReturnAddress}), FrameRule(RuleBase::Root));
    EXPECT_EQ(RuleOf({0x07, kReturnAddress, 0x0F, 1, 0}), FrameRule(RuleBase::Root));
}

TEST(CallFrames, AReturnAddressThatIsElsewhereIsUnknown) {
    EXPECT_EQ(RuleOf({0x09, kReturnAddress, kRbx}), FrameRule());
    EXPECT_EQ(RuleOf({0x10, kReturnAddress, 2, 0x77, 0}), FrameRule());
    EXPECT_EQ(RuleOf({0x08, kReturnAddress}), FrameRule());
    EXPECT_EQ(RuleOf({0x80 | kReturnAddress, 2}), FrameRule()) << "at CFA - 16, but CFA is rsp + 8";
}

// What the runtime's assembler writes for the frame that it sets up below a red zone.
TEST(CallFrames, AReturnAddressOnTopOfTheStackIsAFarReturn) {
    const Bytes onTop = Bytes{0x0E} + Uleb(136) + Bytes{0x80 | kReturnAddress, 17};
    EXPECT_EQ(RuleOf(onTop), FrameRule::Make(RuleBase::FarReturn, 136, kKept));
    const Bytes pushed = Bytes{0x0E} + Uleb(144) + Bytes{0x80 | kReturnAddress, 17, 0x80 | kRbp, 18};
    EXPECT_EQ(RuleOf(pushed), FrameRule::Make(RuleBase::FarReturn, 144, 18));
    // Elsewhere it makes no sense.
    EXPECT_EQ(RuleOf(Bytes{0x0E} + Uleb(144) + Bytes{0x80 | kReturnAddress, 17}), FrameRule());
    EXPECT_EQ(RuleOf(Bytes{0x0E} + Uleb(144) + Bytes{0x80 | kReturnAddress, 17, 0x80 | kRbp, 19}), FrameRule());
    EXPECT_EQ(RuleOf(Bytes{0x0C, kRbp} + Uleb(136) + Bytes{0x80 | kReturnAddress, 17}), FrameRule());
    EXPECT_EQ(RuleOf(onTop + Bytes{0x07, kRbp}), FrameRule());
}

TEST(CallFrames, SignalFramesAreToldByTheirAugmentation) {
    MadeUpCommonInfo common;
    common.augmentation = "zRS";
    const Compiled code = Compile({0x0F, 3, 0x77, 0x28, 0x06}, common);
    EXPECT_EQ(code[kStart], FrameRule(RuleBase::SignalFrame));
    EXPECT_EQ(code[kStart + kSize - 1], FrameRule(RuleBase::SignalFrame));
    EXPECT_EQ(code[kStart + kSize], FrameRule());
}

TEST(CallFrames, Augmentations) {
    const auto rule = [](const std::string& augmentation, const Bytes& data) {
        MadeUpCommonInfo common;
        common.augmentation = augmentation;
        common.augmentationData = data;
        return RuleOf({}, common);
    };
    EXPECT_EQ(rule("zPLR", Bytes{0x9B, 1, 2, 3, 4, 0x1B, 0x1B}), BySp(8));
    EXPECT_EQ(rule("zLPR", Bytes{0x1B, 0x03, 1, 2, 3, 4, 0x1B}), BySp(8));
    EXPECT_EQ(rule("zRB", {0x1B}), BySp(8));
    EXPECT_EQ(rule("zR", {0x1B, 1, 2, 3}), BySp(8)) << "more data than is known";
    EXPECT_EQ(rule("zR", {}), FrameRule()) << "data cut off";
    EXPECT_EQ(rule("zRX", {0x1B, 0}), FrameRule());
    EXPECT_EQ(rule("eh", {}), FrameRule());
    EXPECT_EQ(rule("zRSSSSSSS", {0x1B}), FrameRule()) << "too long";
}

TEST(CallFrames, AugmentationDataOfAFunctionIsSkipped) {
    MadeUpCommonInfo common;
    common.augmentation = "zLR";
    common.augmentationData = {0x1B, 0x1B};
    MadeUpCallFrames frames;
    const size_t at = frames.AddCommon(common);
    const size_t function = frames.Memory().size();
    Bytes body = Encoded(static_cast<uint32_t>(function + 4 - at));
    body = body +
           Encoded(static_cast<int32_t>(MadeUpCallFrames::kCode + kStart - MadeUpCallFrames::kAddress - function - 8));
    body = body + Encoded(kSize) + Bytes{4, 0x0E, 99, 0x0E, 99} + DefCfaOffset(40);
    frames.AddFunctionAt(kStart, frames.AddEntry(body));
    EXPECT_EQ(Compiled(frames.Frames())[kStart], BySp(40));
}

TEST(CallFrames, VersionsAndReturnRegisters) {
    MadeUpCommonInfo common;
    common.version = 3;
    EXPECT_EQ(RuleOf({}, common), BySp(8));
    common.returnRegister = {0x90, 0x00};
    EXPECT_EQ(RuleOf({}, common), BySp(8)) << "the number 16 in two bytes";
    common.version = 4;
    EXPECT_EQ(RuleOf({}, common), FrameRule());
    common.version = 1;
    common.returnRegister = {15};
    EXPECT_EQ(RuleOf({}, common), FrameRule());
}

TEST(CallFrames, AllEncodingsOfAPlace) {
    const uint64_t place = MadeUpCallFrames::kCode + kStart;
    struct Case {
        uint8_t encoding;
        Bytes start, size;
        bool known;
    };
    const std::vector<Case> cases{{0x00, Encoded(place), Encoded(uint64_t{kSize}), true},
                                  {0x04, Encoded(place), Encoded(uint64_t{kSize}), true},
                                  {0x0C, Encoded(place), Encoded(uint64_t{kSize}), true},
                                  {0x01, Uleb(place), Uleb(kSize), true},
                                  {0x09, Sleb(static_cast<int64_t>(place)), Sleb(kSize), true},
                                  {0x03, Encoded(static_cast<uint32_t>(place)), Encoded(kSize), true},
                                  {0x0B, Encoded(static_cast<int32_t>(place)), Encoded(kSize), true},
                                  {0x02, Encoded(uint16_t{1}), Encoded(uint16_t{1}), false},
                                  {0x0A, Encoded(int16_t{1}), Encoded(int16_t{1}), false},
                                  {0x05, Encoded(place), Encoded(uint64_t{kSize}), false},
                                  {0x80, Encoded(place), Encoded(uint64_t{kSize}), false},
                                  {0x20, Encoded(place), Encoded(uint64_t{kSize}), false},
                                  {0xFF, Encoded(place), Encoded(uint64_t{kSize}), false}};
    for (const Case& one : cases) {
        MadeUpCommonInfo common;
        common.augmentationData = {one.encoding};
        MadeUpCallFrames frames;
        const size_t at = frames.AddCommon(common);
        const size_t function = frames.Memory().size();
        const Bytes id = Encoded(static_cast<uint32_t>(function + 4 - at));
        frames.AddFunctionAt(kStart, frames.AddEntry(id + one.start + one.size + Bytes{0}));
        EXPECT_EQ(Compiled(frames.Frames())[kStart], one.known ? BySp(8) : FrameRule()) << int{one.encoding};
    }
}

TEST(CallFrames, NeighboursShareTheRowBetweenThem) {
    MadeUpCallFrames frames;
    const size_t common = frames.AddCommon({});
    frames.AddFunction(common, 0x100, 0x10, {});
    frames.AddFunction(common, 0x110, 0x10, DefCfaOffset(16));
    frames.AddFunction(common, 0x120, 0x10, DefCfaOffset(16));
    frames.AddFunction(common, 0x200, 0x10, {});
    const Compiled code(frames.Frames());
    EXPECT_EQ(code.Rows(), 5u);
    EXPECT_EQ(code[0x10F], BySp(8));
    EXPECT_EQ(code[0x110], BySp(16));
    EXPECT_EQ(code[0x12F], BySp(16));
    EXPECT_EQ(code[0x130], FrameRule());
    EXPECT_EQ(code[0x200], BySp(8));
    EXPECT_EQ(code[0x210], FrameRule());
}

TEST(CallFrames, FunctionsOutsideTheCodeAreLeftOut) {
    for (const auto& [start, size] :
         std::vector<std::pair<uint32_t, uint32_t>>{{static_cast<uint32_t>(-0x10), 0x20},
                                                    {MadeUpCallFrames::kCodeSize, 0x10},
                                                    {MadeUpCallFrames::kCodeSize - 0x10, 0x11},
                                                    {kStart, 0},
                                                    {kStart, 0xFFFFFFFF}}) {
        MadeUpCallFrames frames;
        frames.AddFunction(frames.AddCommon({}), start, size, {});
        EXPECT_TRUE(frames.Rows().empty()) << std::hex << start;
    }
    MadeUpCallFrames frames;
    frames.AddFunction(frames.AddCommon({}), 0, MadeUpCallFrames::kCodeSize, {});
    EXPECT_EQ(Compiled(frames.Frames())[MadeUpCallFrames::kCodeSize - 1], BySp(8));
}

TEST(CallFrames, AFunctionThatGoesBackIsLeftOutOfTheRows) {
    MadeUpCallFrames frames;
    const size_t common = frames.AddCommon({});
    frames.AddFunction(common, 0x200, 0x100, {});
    frames.AddFunction(common, 0x100, 0x10, DefCfaOffset(16));
    frames.AddFunction(common, 0x280, 0x10, DefCfaOffset(16));
    frames.AddFunction(common, 0x300, 0x10, DefCfaOffset(24));
    const NativeCode code(MadeUpCallFrames::kCode, frames.Rows());
    EXPECT_EQ(code.Find(MadeUpCallFrames::kCode + 0x100), FrameRule());
    EXPECT_EQ(code.Find(MadeUpCallFrames::kCode + 0x280), BySp(8));
    EXPECT_EQ(code.Find(MadeUpCallFrames::kCode + 0x300), BySp(24));
}

TEST(CallFrames, EntriesWithHostileLengthsAreLeftOut) {
    const Bytes function = Encoded(uint32_t{0});
    for (const Bytes& entry :
         {Bytes{}, Encoded(uint32_t{0}), Encoded(uint32_t{0xFFFFFFF0}), Encoded(uint32_t{0xFFFFFFFF}),
          Encoded(uint32_t{0xFFFFFFFF}) + Encoded(~uint64_t{0}), Encoded(uint32_t{3}) + Bytes{1, 2, 3},
          Encoded(uint32_t{4}) + Encoded(uint32_t{0}), Encoded(uint32_t{4}) + Encoded(uint32_t{0xFFFFFFFF}),
          Encoded(uint32_t{8}) + Encoded(uint32_t{1}) + Encoded(uint32_t{0})}) {
        MadeUpCallFrames frames;
        const size_t common = frames.AddCommon({});
        frames.AddFunctionAt(kStart, frames.AddRaw(entry));
        frames.AddFunction(common, kStart + 0x100, kSize, {});
        EXPECT_EQ(Compiled(frames.Frames())[kStart + 0x100], BySp(8)) << testing::PrintToString(entry);
    }
}

TEST(CallFrames, LengthsOf64BitsAreRead) {
    MadeUpCallFrames frames;
    const size_t common = frames.AddCommon({});
    const size_t at = frames.Memory().size();
    Bytes body = Encoded(static_cast<uint32_t>(at + 12 - common));
    body =
        body + Encoded(static_cast<int32_t>(MadeUpCallFrames::kCode + kStart - MadeUpCallFrames::kAddress - at - 16));
    body = body + Encoded(kSize) + Bytes{0};
    frames.AddFunctionAt(kStart, frames.AddRaw(Encoded(UINT32_MAX) + Encoded(uint64_t{body.size()}) + body));
    EXPECT_EQ(Compiled(frames.Frames())[kStart], BySp(8));
}

TEST(CallFrames, HostileHeadersGiveNoRows) {
    MadeUpCallFrames frames;
    frames.AddFunction(frames.AddCommon({}), kStart, kSize, {});
    const size_t header = frames.Header() - MadeUpCallFrames::kAddress;
    EXPECT_FALSE(frames.Rows().empty());
    for (const auto& [at, value] : std::vector<std::pair<size_t, uint8_t>>{
             {0, 0}, {0, 2}, {2, 0xFF}, {3, 0xFF}, {2, 0x05}, {3, 0x06}, {2, 0x83}, {3, 0xBB}}) {
        MemoryCopy copy = frames.Copy();
        copy.bytes[header + at] = value;
        EXPECT_TRUE(frames.Compile(copy).empty()) << at << " " << int{value};
    }
    for (size_t size = 0; size < header + 12 + 8; ++size) {
        MemoryCopy copy = frames.Copy();
        copy.bytes.resize(size);
        EXPECT_TRUE(frames.Compile(copy).empty()) << size;
    }
    EXPECT_TRUE(CallFrames({0x1000, {}}, 0x1000, 0x2000, 0x3000).Empty());
    EXPECT_TRUE(CallFrames(frames.Copy(), 0, 0x2000, 0x3000).Empty());
    EXPECT_TRUE(CallFrames(frames.Copy(), UINTPTR_MAX, 0x2000, 0x3000).Empty());
    // A count beyond all measure.
    MemoryCopy copy = frames.Copy();
    memset(&copy.bytes[header + 8], 0xFF, 4);
    EXPECT_EQ(Compiled(frames.Frames(copy))[kStart], BySp(8));
}

TEST(CallFrames, RowsAreWantedOnceLookUpsHaveCostAsMuch) {
    MadeUpCallFrames frames;
    frames.AddFunction(frames.AddCommon({}), kStart, kSize, {});
    const NativeCode code(frames.Frames());
    EXPECT_FALSE(code.WantsRows());
    for (int i = 0; i < 1000; ++i) code.Find(MadeUpCallFrames::kCode + kStart);
    EXPECT_TRUE(code.WantsRows());
    EXPECT_FALSE(code.WithRows().WantsRows());
}

}  // namespace
}  // namespace clrscope::unwind
