#include "platform/libraries.h"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <string.h>

#include "platform/file.h"
#include "platform/memory.h"
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

uintptr_t UnwindHeader(const dl_phdr_info& info) {
    for (int i = 0; i < info.dlpi_phnum; ++i) {
        if (info.dlpi_phdr[i].p_type == PT_GNU_EH_FRAME) return info.dlpi_addr + info.dlpi_phdr[i].p_vaddr;
    }
    return 0;
}

struct Copy {
    const LoadedLibrary* library;
    uintptr_t address;
    std::vector<uint8_t> bytes;
};

// The linker's lock is held meanwhile, so the library stays.
int CopyFrom(dl_phdr_info* info, size_t, void* argument) {
    auto* copy = static_cast<Copy*>(argument);
    const uintptr_t header = copy->library->unwindHeader;
    if (info->dlpi_addr != copy->library->loadBias || UnwindHeader(*info) != header) return 0;
    for (int i = 0; i < info->dlpi_phnum; ++i) {
        const ElfW(Phdr)& segment = info->dlpi_phdr[i];
        const uintptr_t start = info->dlpi_addr + segment.p_vaddr;
        const uintptr_t end = start + segment.p_memsz;
        if (segment.p_type != PT_LOAD || (segment.p_flags & PF_R) == 0 || header < start || header >= end) continue;
        // Its second field says where .eh_frame is; linkers write it as a 32 bit distance from the field.
        int32_t distance;
        memcpy(&distance, reinterpret_cast<const void*>(header + 4), sizeof(distance));
        const uintptr_t frames = header + 4 + static_cast<uintptr_t>(intptr_t{distance});
        copy->address = frames >= start && frames < header ? frames : header;
        const auto* bytes = reinterpret_cast<const uint8_t*>(copy->address);
        const size_t size = end - copy->address;
        copy->bytes.reserve(size);
        // Faults one by one would take most of the time.
        PopulateForWriting(copy->bytes.data(), size);
        copy->bytes.assign(bytes, bytes + size);
        return 1;
    }
    return 1;
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
    const uintptr_t unwindHeader = UnwindHeader(*info);
    for (int i = 0; i < info->dlpi_phnum; ++i) {
        const ElfW(Phdr)& segment = info->dlpi_phdr[i];
        if (segment.p_type != PT_LOAD || (segment.p_flags & PF_X) == 0) continue;
        const uintptr_t start = info->dlpi_addr + segment.p_vaddr;
        libraries->push_back(
            {start, start + segment.p_memsz, segment.p_offset, info->dlpi_addr, buildId, path, unwindHeader});
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

std::vector<uint8_t> CopyUnwindData(const LoadedLibrary& library, uintptr_t* address) {
    Copy copy{&library, 0, {}};
    dl_iterate_phdr(CopyFrom, &copy);
    *address = copy.address;
    return std::move(copy.bytes);
}

std::vector<LoadedLibrary> LoadedLibraries() {
    std::vector<LoadedLibrary> libraries;
    dl_iterate_phdr(Collect, &libraries);
    return libraries;
}

const void* FindSymbol(const char* library, const char* symbol) {
    if (const void* found = dlsym(RTLD_DEFAULT, symbol)) return found;
    for (const LoadedLibrary& loaded : LoadedLibraries()) {
        if (FileName(loaded.path) != library) continue;
        void* handle = dlopen(loaded.path.c_str(), RTLD_LAZY | RTLD_NOLOAD);
        if (handle == nullptr) continue;
        const void* found = dlsym(handle, symbol);
        dlclose(handle);
        if (found != nullptr) return found;
    }
    return nullptr;
}

}  // namespace clrscope::platform
