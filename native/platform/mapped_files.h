#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace clrscope::platform {

// A file that code is executed from: a header, and behind it, with no other file between them, code of the same file.
struct MappedFile {
    uintptr_t start;  // of the header
    std::string path;
};

std::vector<MappedFile> MappedFiles();

}  // namespace clrscope::platform
