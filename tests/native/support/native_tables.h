// The call frames of all libraries of this process, compiled as the library map does it.
#pragma once

#include "platform/libraries.h"
#include "unwind/code_tables.h"

namespace clrscope::test {

inline std::vector<unwind::NativeRow> CompileLibrary(const platform::LoadedLibrary& library) {
    unwind::MemoryCopy memory{};
    memory.bytes = platform::CopyUnwindData(library, &memory.address);
    return unwind::CompileCallFrames(memory, library.unwindHeader, library.start, library.end);
}

inline std::vector<unwind::NativeRegion> NativeRegions() {
    std::vector<unwind::NativeRegion> regions;
    for (const platform::LoadedLibrary& library : platform::LoadedLibraries()) {
        auto code =
            std::make_shared<const unwind::NativeCode>(unwind::NativeCode{library.start, CompileLibrary(library)});
        regions.push_back({library.start, library.end, std::move(code)});
    }
    return regions;
}

}  // namespace clrscope::test
