#include "codemap/hijack_stub.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "platform/file.h"
#include "platform/memory.h"

namespace clrscope {

uintptr_t FindHijackStub(const platform::LoadedLibrary& library) {
    // It pushes a word for the return address that it was not called with, all registers that are to be kept, those
    // that may hold a result, and hands the whole on. No compiled function begins by pushing rax, rbp and rbx.
    static const std::vector<uint8_t> kBegin{0x50, 0x55, 0x53, 0x41, 0x57, 0x41, 0x56, 0x41, 0x55, 0x41, 0x54};
    // .NET 10 pushes rcx, too: the continuation of a runtime-async method.
    static constexpr uint8_t kRest[] = {0x51, 0x52, 0x50, 0x48, 0x89, 0xE7};
    const uint64_t fileEnd = library.fileOffset + (library.end - library.start);
    uintptr_t stub = 0;
    for (const uint64_t at : platform::FindInFile(library.path, library.fileOffset, fileEnd, kBegin)) {
        const uintptr_t address = library.start + (at - library.fileOffset);
        uint8_t rest[sizeof(kRest)];
        if (!platform::ReadIfMapped(address + kBegin.size(), rest, sizeof(rest))) continue;
        if (!std::equal(std::begin(kRest), std::end(kRest), rest) &&
            !std::equal(std::begin(kRest) + 1, std::end(kRest), rest)) {
            continue;
        }
        if (stub != 0) return 0;
        stub = address;
    }
    return stub;
}

}  // namespace clrscope
