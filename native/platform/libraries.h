// The native libraries of this process. Takes the dynamic linker's lock: never from a signal handler.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace clrscope::platform {

// One executable mapping of a library.
struct LoadedLibrary {
    uintptr_t start;
    uintptr_t end;
    uint64_t fileOffset;  // of start
    uintptr_t loadBias;
    std::vector<uint8_t> buildId;  // at most 64 bytes, empty if it has none
    std::string path;
};

// Changes whenever a library comes or goes.
uint64_t LibraryGeneration();

std::vector<LoadedLibrary> LoadedLibraries();

}  // namespace clrscope::platform
