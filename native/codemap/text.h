#pragma once

#include <string>
#include <string_view>

namespace clrscope {

// The runtime's UTF-16 as UTF-8; a lone surrogate becomes U+FFFD.
std::string ToUtf8(std::u16string_view text);

// False if text is not UTF-8.
bool ToUtf16(std::string_view text, std::u16string* out);

}  // namespace clrscope
