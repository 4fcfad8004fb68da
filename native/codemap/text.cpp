#include "codemap/text.h"

#include <cstdint>

namespace clrscope {

std::string ToUtf8(std::u16string_view text) {
    std::string out;
    out.reserve(text.size());
    for (size_t i = 0; i < text.size(); ++i) {
        uint32_t c = text[i];
        const bool high = c >= 0xD800 && c < 0xDC00;
        if (high && i + 1 < text.size() && text[i + 1] >= 0xDC00 && text[i + 1] < 0xE000) {
            c = 0x10000 + ((c - 0xD800) << 10) + (text[++i] - 0xDC00u);
        } else if (c >= 0xD800 && c < 0xE000) {
            c = 0xFFFD;
        }
        if (c < 0x80) {
            out += static_cast<char>(c);
        } else if (c < 0x800) {
            out += static_cast<char>(0xC0 | c >> 6);
            out += static_cast<char>(0x80 | (c & 0x3F));
        } else if (c < 0x10000) {
            out += static_cast<char>(0xE0 | c >> 12);
            out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
            out += static_cast<char>(0x80 | (c & 0x3F));
        } else {
            out += static_cast<char>(0xF0 | c >> 18);
            out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
            out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
            out += static_cast<char>(0x80 | (c & 0x3F));
        }
    }
    return out;
}

bool ToUtf16(std::string_view text, std::u16string* out) {
    out->clear();
    for (size_t i = 0; i < text.size();) {
        const auto first = static_cast<uint8_t>(text[i++]);
        // How many bytes follow, and the least character that needs them.
        const int more = first < 0x80 ? 0 : first >> 5 == 0x6 ? 1 : first >> 4 == 0xE ? 2 : first >> 3 == 0x1E ? 3 : -1;
        if (more < 0 || text.size() - i < static_cast<size_t>(more)) return false;
        static constexpr uint32_t kLeast[] = {0, 0x80, 0x800, 0x10000};
        uint32_t c = more == 0 ? first : first & (0x3Fu >> more);
        for (int k = 0; k < more; ++k) {
            const auto next = static_cast<uint8_t>(text[i++]);
            if (next >> 6 != 0x2) return false;
            c = c << 6 | (next & 0x3F);
        }
        if (c < kLeast[more] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) return false;
        if (c < 0x10000) {
            *out += static_cast<char16_t>(c);
        } else {
            *out += static_cast<char16_t>(0xD800 + ((c - 0x10000) >> 10));
            *out += static_cast<char16_t>(0xDC00 + ((c - 0x10000) & 0x3FF));
        }
    }
    return true;
}

}  // namespace clrscope
