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

}  // namespace
}  // namespace clrscope
