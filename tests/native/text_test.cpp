#include "codemap/text.h"

#include <gtest/gtest.h>

namespace clrscope {
namespace {

TEST(ToUtf8, EveryLengthOfCharacter) {
    EXPECT_EQ(ToUtf8(u""), "");
    EXPECT_EQ(ToUtf8(u"Main"), "Main");
    EXPECT_EQ(ToUtf8(u"\u007F\u0080\u07FF\u0800\uFFFD"), "\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBD");
    EXPECT_EQ(ToUtf8(u"\U00010000\U0010FFFF"), "\xF0\x90\x80\x80\xF4\x8F\xBF\xBF");
}

TEST(ToUtf8, ALoneSurrogateIsReplaced) {
    const std::string replaced = "\xEF\xBF\xBD";
    EXPECT_EQ(ToUtf8(std::u16string{0xD800}), replaced);
    EXPECT_EQ(ToUtf8(std::u16string{0xDC00, u'a'}), replaced + "a");
    EXPECT_EQ(ToUtf8(std::u16string{0xD800, u'a'}), replaced + "a");
    EXPECT_EQ(ToUtf8(std::u16string{0xD800, 0xD800, 0xDC00}), replaced + "\xF0\x90\x80\x80");
}

TEST(ToUtf16, IsTheReverse) {
    for (const std::u16string text :
         {u"", u"/app/libclrscope.so", u"\u007F\u0080\u07FF\u0800\uFFFD", u"\U00010000\U0010FFFF"}) {
        std::u16string result = u"before";
        EXPECT_TRUE(ToUtf16(ToUtf8(text), &result));
        EXPECT_EQ(result, text);
    }
}

TEST(ToUtf16, WhatIsNotUtf8IsRefused) {
    std::u16string result;
    for (const char* text : {"\x80", "a\xFF", "\xC3", "\xC3(", "\xE2\x82", "\xF0\x9F\x98", "\xC0\x80", "\xE0\x80\x80",
                             "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80"}) {
        EXPECT_FALSE(ToUtf16(text, &result)) << testing::PrintToString(text);
    }
}

}  // namespace
}  // namespace clrscope
