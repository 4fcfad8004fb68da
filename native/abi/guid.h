#pragma once

#include <cstdint>

namespace clrscope::abi {

struct GUID {
    uint32_t data1;
    uint16_t data2;
    uint16_t data3;
    uint8_t data4[8];

    friend constexpr bool operator==(const GUID&, const GUID&) = default;
};

static_assert(sizeof(GUID) == 16 && alignof(GUID) == 4);

using REFGUID = const GUID&;
using REFIID = const GUID&;
using REFCLSID = const GUID&;
using LPCGUID = const GUID*;

namespace detail {

// Not constexpr: reaching it ends the compilation.
void MalformedGuid();

consteval uint8_t HexDigit(char c) {
    if (c >= '0' && c <= '9') return static_cast<uint8_t>(c - '0');
    if (c >= 'A' && c <= 'F') return static_cast<uint8_t>(c - 'A' + 10);
    MalformedGuid();
    return 0;
}

}  // namespace detail

// "6AF495FF-C90D-4555-8CAD-A5F34F3A3485", in upper case.
consteval GUID ParseGuid(const char (&text)[37]) {
    uint8_t bytes[16] = {};
    int digits = 0;
    for (int i = 0; i < 36; ++i) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash != (text[i] == '-')) detail::MalformedGuid();
        if (dash) continue;
        uint8_t& byte = bytes[digits++ / 2];
        byte = static_cast<uint8_t>(byte << 4 | detail::HexDigit(text[i]));
    }
    GUID guid{
        .data1 = uint32_t{bytes[0]} << 24 | uint32_t{bytes[1]} << 16 | uint32_t{bytes[2]} << 8 | bytes[3],
        .data2 = static_cast<uint16_t>(bytes[4] << 8 | bytes[5]),
        .data3 = static_cast<uint16_t>(bytes[6] << 8 | bytes[7]),
        .data4 = {},
    };
    for (int i = 0; i < 8; ++i) guid.data4[i] = bytes[8 + i];
    return guid;
}

}  // namespace clrscope::abi
