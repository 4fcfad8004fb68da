// The runtime's code headers, made up in memory: what is read, what is refused, and when memory is read as it lies.
#include "codemap/jit_headers.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>

#include "support/guarded_stack.h"
#include "support/made_up_unwind_info.h"

namespace clrscope {
namespace {

using test::GuardedStack;
using test::kRbx;
using test::MadeUpUnwindInfo;

constexpr int kToConfirm = 32;

TEST(JitHeaderLayoutTest, WithoutADescriptorItIsTheLayoutOfOldVersions) {
    for (const char* text :
         {"", "{}", "\"RealCodeHeader\":{}", "\"RealCodeHeader\":{\"Other\":4}", "\"RealCodeHeader\":{"}) {
        const JitHeaderLayout layout = JitHeaderLayout::From(text);
        EXPECT_EQ(layout.functionCount, 32u) << text;
        EXPECT_EQ(layout.functions, 36u) << text;
    }
}

TEST(JitHeaderLayoutTest, PlacesComeFromTheDescriptor) {
    const JitHeaderLayout plain = JitHeaderLayout::From(
        R"({"types":{"A":{"NumUnwindInfos":1},"RealCodeHeader":{"MethodDesc":8,"NumUnwindInfos":48,"UnwindInfos":56},)"
        R"("B":{"UnwindInfos":2}}})");
    EXPECT_EQ(plain.functionCount, 48u);
    EXPECT_EQ(plain.functions, 56u);
    const JitHeaderLayout typed =
        JitHeaderLayout::From(R"("RealCodeHeader":{"NumUnwindInfos":[40,"uint32"],"UnwindInfos":[44,"pointer"]})");
    EXPECT_EQ(typed.functionCount, 40u);
    EXPECT_EQ(typed.functions, 44u);
}

TEST(JitHeaderLayoutTest, FieldsOfOtherTypesDoNotCount) {
    const JitHeaderLayout layout =
        JitHeaderLayout::From(R"("RealCodeHeader":{"MethodDesc":8},"Other":{"NumUnwindInfos":4,"UnwindInfos":8})");
    EXPECT_EQ(layout.functionCount, 32u);
    EXPECT_EQ(layout.functions, 36u);
}

TEST(JitHeaderLayoutTest, NumbersThatMakeNoSenseAreLeftOut) {
    for (const char* number : {"", "-4", "x", "[", "[]", "1025", "99999999999999", "\"4\""}) {
        const std::string text = std::string(R"("RealCodeHeader":{"UnwindInfos":44,"NumUnwindInfos":)") + number + "}";
        EXPECT_EQ(JitHeaderLayout::From(text).functionCount, 32u) << text;
        EXPECT_EQ(JitHeaderLayout::From(text).functions, 44u) << text;
        // The text may end anywhere.
        for (size_t size = 0; size < text.size(); ++size) JitHeaderLayout::From(std::string_view(text).substr(0, size));
    }
}

TEST(RuntimeContractDescriptorTest, WithoutARuntimeThereIsNone) {
    EXPECT_TRUE(RuntimeContractDescriptor().empty());
}

// A code heap: the header at 0x100, unwind infos from 0x400, the code from 0x800.
class JitHeadersTest : public testing::Test {
  protected:
    static constexpr uint32_t kHeader = 0x100;
    static constexpr uint32_t kInfo = 0x400;
    static constexpr uint32_t kCode = 0x800;
    static constexpr uint32_t kCodeSize = 0x200;

    JitHeadersTest() {
        Set<uintptr_t>(kCode - 8, heap_.Low() + kHeader);
        SetFunctions({{0, 0x100}, {0x100, 0x180}, {0x180, 0x200}});
    }

    template <typename T>
    void Set(uint32_t at, T value) {
        std::memcpy(reinterpret_cast<void*>(heap_.Low() + at), &value, sizeof(value));
    }
    void SetFunctions(const std::vector<std::pair<uint32_t, uint32_t>>& functions) {
        Set(kHeader + layout_.functionCount, static_cast<uint32_t>(functions.size()));
        for (uint32_t i = 0; i < functions.size(); ++i) {
            const std::vector<uint8_t> info = Info(i);
            const uint32_t at = kInfo + i * 0x20;
            std::memcpy(reinterpret_cast<void*>(heap_.Low() + at), info.data(), info.size());
            const uint32_t row = kHeader + layout_.functions + i * 12;
            Set(row, kCode + functions[i].first);
            Set(row + 4, kCode + functions[i].second);
            Set(row + 8, at);
        }
    }
    static std::vector<uint8_t> Info(uint32_t index) {
        MadeUpUnwindInfo info;
        for (uint32_t i = 0; i <= index; ++i) info.Push(static_cast<uint8_t>(9 - i), kRbx);
        return info.Bytes();
    }
    layout::CodeRange Range() const {
        layout::CodeRange range{};
        range.start = heap_.Low() + kCode;
        range.size = kCodeSize;
        return range;
    }
    std::vector<CompiledFunction> Read(bool nearCompiledCode = true) {
        return headers_.Read(Range(), nearCompiledCode);
    }
    void Confirm() {
        for (int i = 0; i < kToConfirm; ++i) ASSERT_FALSE(Read().empty());
    }

    GuardedStack heap_;
    JitHeaderLayout layout_;
    JitHeaders headers_{layout_};
};

TEST_F(JitHeadersTest, TheMethodAndItsFuncletsAreRead) {
    for (int round = 0; round < kToConfirm + 5; ++round) {
        const auto functions = Read();
        ASSERT_EQ(functions.size(), 3u) << round;
        EXPECT_EQ(functions[0].begin, heap_.Low() + kCode);
        EXPECT_EQ(functions[1].begin, heap_.Low() + kCode + 0x100);
        EXPECT_EQ(functions[2].end, heap_.Low() + kCode + kCodeSize);
        for (uint32_t i = 0; i < 3; ++i) EXPECT_EQ(functions[i].unwindInfo, Info(i));
    }
}

TEST_F(JitHeadersTest, AnotherLayoutIsFollowed) {
    layout_ = {48, 64};
    Set<uint32_t>(kHeader + 32, 0);
    SetFunctions({{0, 0x40}});
    JitHeaders headers(layout_);
    const auto functions = headers.Read(Range(), true);
    ASSERT_EQ(functions.size(), 1u);
    EXPECT_EQ(functions[0].end, heap_.Low() + kCode + 0x40);
}

TEST_F(JitHeadersTest, CountsThatMakeNoSenseAreRefused) {
    for (const uint32_t count : {0u, 4097u, 0xFFFFFFFFu}) {
        Set(kHeader + layout_.functionCount, count);
        EXPECT_TRUE(Read().empty()) << count;
    }
    Set(kHeader + layout_.functionCount, uint32_t{4096});
    EXPECT_TRUE(Read().empty()) << "the rows reach beyond what is mapped";
}

TEST_F(JitHeadersTest, FunctionsThatMakeNoSenseAreRefused) {
    const auto refused = [&](const std::vector<std::pair<uint32_t, uint32_t>>& functions) {
        SetFunctions(functions);
        return Read().empty();
    };
    EXPECT_TRUE(refused({{0, 0}}));
    EXPECT_TRUE(refused({{0, kCodeSize + 1}})) << "beyond the code";
    EXPECT_TRUE(refused({{0, 0x100}, {0x80, 0x180}})) << "overlapping";
    EXPECT_TRUE(refused({{0, 0x100}, {0x180, 0x100}}));
    EXPECT_TRUE(refused({{0x80, 0x100}, {0, 0x80}}));
    EXPECT_FALSE(refused({{0, kCodeSize}}));
}

TEST_F(JitHeadersTest, PointersToNowhereAreRefused) {
    for (const uintptr_t header : {uintptr_t{0}, uintptr_t{8}, heap_.Low() + kHeader + 1, heap_.Low() - 64,
                                   heap_.High(), uintptr_t{1} << 47, ~uintptr_t{7}}) {
        Set(kCode - 8, header);
        EXPECT_TRUE(Read().empty()) << std::hex << header;
    }
    Set<uintptr_t>(kCode - 8, heap_.Low() + kHeader);
    EXPECT_FALSE(Read().empty());
    // Unwind information outside, and across the end.
    for (const uint32_t info : {0xFFFFFFF0u, 0x1000u, 0xFFFu}) {
        SetFunctions({{0, 0x100}});
        Set(kHeader + layout_.functions + 8, info);
        EXPECT_TRUE(Read().empty()) << info;
    }
    Set(0xFFC, uint32_t{0x00FF0001});
    Set(kHeader + layout_.functions + 8, uint32_t{0xFFC});
    EXPECT_TRUE(Read().empty()) << "the codes reach beyond what is mapped";
    layout::CodeRange range = Range();
    range.start = heap_.Low();
    EXPECT_TRUE(headers_.Read(range, true).empty()) << "nothing is mapped in front of the code";
}

TEST_F(JitHeadersTest, OnceConfirmedMemoryIsReadAsItLies) {
    Confirm();
    Set(kCode - 8, heap_.Low() - 64);
    EXPECT_DEATH(Read(), "");
}

TEST_F(JitHeadersTest, OnceConfirmedTheSystemIsStillAskedWhereNoCompiledCodeIsNear) {
    Confirm();
    Set(kCode - 8, heap_.Low() - 64);
    EXPECT_TRUE(Read(false).empty());
}

TEST_F(JitHeadersTest, OneReadThatMakesNoSenseStartsAnew) {
    for (int i = 0; i < kToConfirm - 1; ++i) ASSERT_FALSE(Read().empty());
    Set(kCode - 8, heap_.Low() - 64);
    EXPECT_TRUE(Read().empty()) << "not confirmed yet: the system refuses";
    Set(kCode - 8, heap_.Low() + kHeader);
    Confirm();
    Set(kHeader + layout_.functionCount, uint32_t{0});
    EXPECT_TRUE(Read().empty());
    // Nonsense after the confirmation: from now on the system is asked again.
    Set(kCode - 8, heap_.Low() - 64);
    EXPECT_TRUE(Read().empty());
}

}  // namespace
}  // namespace clrscope
