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
    uintptr_t unwindHeader = 0;  // where its .eh_frame_hdr is mapped; 0: it has none
};

// Changes whenever a library comes or goes.
uint64_t LibraryGeneration();

std::vector<LoadedLibrary> LoadedLibraries();

// A copy of the part of a library that holds its unwind data; *address: where it lies. Empty if the library has gone.
std::vector<uint8_t> CopyUnwindData(const LoadedLibrary& library, uintptr_t* address);

// An exported symbol of the program itself or else of a loaded library, named by its file's name. Null: there is none.
const void* FindSymbol(const char* library, const char* symbol);

}  // namespace clrscope::platform
