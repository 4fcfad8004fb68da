#include "platform/libraries.h"

#include <elf.h>
#include <link.h>
#include <string.h>

#include "platform/process.h"

namespace clrscope::platform {

namespace {

constexpr size_t kMaxBuildId = 64;

// The GNU build id among the notes of a PT_NOTE segment. The notes are mapped, but their sizes are only a file's word.
std::vector<uint8_t> BuildId(const uint8_t* notes, size_t size) {
    while (size >= sizeof(ElfW(Nhdr))) {
        ElfW(Nhdr) note;
        memcpy(&note, notes, sizeof(note));
        const size_t nameSize = (size_t{note.n_namesz} + 3) & ~size_t{3};
        const size_t bodySize = (size_t{note.n_descsz} + 3) & ~size_t{3};
        const size_t total = sizeof(note) + nameSize + bodySize;
        if (total > size) break;
        if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && memcmp(notes + sizeof(note), "GNU", 4) == 0 &&
            note.n_descsz <= kMaxBuildId) {
            const uint8_t* body = notes + sizeof(note) + nameSize;
            return {body, body + note.n_descsz};
        }
        notes += total;
        size -= total;
    }
    return {};
}

int Collect(dl_phdr_info* info, size_t, void* argument) {
    auto* libraries = static_cast<std::vector<LoadedLibrary>*>(argument);
    std::vector<uint8_t> buildId;
    for (int i = 0; i < info->dlpi_phnum && buildId.empty(); ++i) {
        const ElfW(Phdr)& segment = info->dlpi_phdr[i];
        if (segment.p_type != PT_NOTE) continue;
        buildId = BuildId(reinterpret_cast<const uint8_t*>(info->dlpi_addr + segment.p_vaddr), segment.p_memsz);
    }
    // The program itself has no name in the linker's list.
    const std::string path =
        info->dlpi_name != nullptr && *info->dlpi_name != '\0' ? info->dlpi_name : ExecutablePath();
    for (int i = 0; i < info->dlpi_phnum; ++i) {
        const ElfW(Phdr)& segment = info->dlpi_phdr[i];
        if (segment.p_type != PT_LOAD || (segment.p_flags & PF_X) == 0) continue;
        const uintptr_t start = info->dlpi_addr + segment.p_vaddr;
        libraries->push_back({start, start + segment.p_memsz, segment.p_offset, info->dlpi_addr, buildId, path});
    }
    return 0;
}

int FirstGeneration(dl_phdr_info* info, size_t, void* argument) {
    *static_cast<uint64_t*>(argument) = info->dlpi_adds + info->dlpi_subs;
    return 1;
}

}  // namespace

uint64_t LibraryGeneration() {
    uint64_t generation = 0;
    dl_iterate_phdr(FirstGeneration, &generation);
    return generation;
}

std::vector<LoadedLibrary> LoadedLibraries() {
    std::vector<LoadedLibrary> libraries;
    dl_iterate_phdr(Collect, &libraries);
    return libraries;
}

}  // namespace clrscope::platform
