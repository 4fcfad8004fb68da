// The call frames of all libraries of this process, read as the library map does it.
#pragma once

#include <memory>

#include "platform/libraries.h"
#include "unwind/code_tables.h"

namespace clrscope::test {

inline std::unique_ptr<const unwind::CallFrames> ReadLibrary(const platform::LoadedLibrary& library) {
    unwind::MemoryCopy memory{};
    memory.bytes = platform::CopyUnwindData(library, &memory.address);
    return std::make_unique<unwind::CallFrames>(std::move(memory), library.unwindHeader, library.start, library.end);
}

inline std::vector<unwind::NativeRow> CompileLibrary(const platform::LoadedLibrary& library) {
    return ReadLibrary(library)->Compile();
}

inline std::vector<unwind::NativeRegion> NativeRegions(bool compiled = true) {
    std::vector<unwind::NativeRegion> regions;
    for (const platform::LoadedLibrary& library : platform::LoadedLibraries()) {
        unwind::NativeCode code(ReadLibrary(library));
        if (compiled) code = code.WithRows();
        regions.push_back({library.start, library.end, std::make_shared<const unwind::NativeCode>(std::move(code))});
    }
    return regions;
}

}  // namespace clrscope::test
