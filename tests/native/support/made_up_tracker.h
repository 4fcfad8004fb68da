// The tracker's assembly, as far as is looked at before the runtime is told to load it.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>

namespace clrscope::test {

template <typename T>
void PutAt(std::string* file, size_t at, T value) {
    std::memcpy(&file->at(at), &value, sizeof(value));
}

constexpr size_t kMadeUpCliHeader = 0x208;  // where it lies in the file

// A PE file with one section, a CLI header and an entry point.
inline std::string MadeUpTracker() {
    std::string file(0x400, '\0');
    file.replace(0, 2, "MZ");
    PutAt<uint32_t>(&file, 0x3C, 0x80);
    file.replace(0x80, 2, "PE");
    PutAt<uint16_t>(&file, 0x86, 1);     // sections
    PutAt<uint16_t>(&file, 0x94, 0xE0);  // size of the optional header, which begins at 0x98
    PutAt<uint16_t>(&file, 0x98, 0x10B);
    PutAt<uint32_t>(&file, 0x98 + 96 + 14 * 8, 0x2008);  // CLI header
    PutAt<uint32_t>(&file, 0x98 + 0xE0 + 12, 0x2000);    // address of the section
    PutAt<uint32_t>(&file, 0x98 + 0xE0 + 16, 0x200);     // size of its data
    PutAt<uint32_t>(&file, 0x98 + 0xE0 + 20, 0x200);     // and where it lies
    PutAt<uint32_t>(&file, kMadeUpCliHeader + 20, 0x06000001);
    file.replace(0x300, 24, std::string("\0StartupHook\0Initialize\0", 24));
    return file;
}

}  // namespace clrscope::test
