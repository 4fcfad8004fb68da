#include "codemap/pe_pdb.h"

#include <algorithm>

namespace clrscope {

namespace {

constexpr uint32_t kDebugDirectory = 6;
constexpr uint32_t kMaxEntries = 64;
constexpr uint16_t kPortable = 0x504D;
constexpr uint32_t kMaxReference = 4096;  // with the PDB's path

enum class DebugType : uint32_t { CodeView = 2, EmbeddedPdb = 17 };

struct DebugEntry {
    uint32_t characteristics;
    uint8_t stamp[4];
    uint16_t majorVersion;
    uint16_t minorVersion;
    DebugType type;
    uint32_t size;
    uint32_t rva;  // of the data; 0: not mapped
    uint32_t fileOffset;
};
static_assert(sizeof(DebugEntry) == 28);

}  // namespace

PePdb FindPePdb(uintptr_t base, bool flat) {
    PePdb pdb;
    const PeImage image(base, flat);
    const PeImage::Directory directory = image.FindDirectory(kDebugDirectory);
    const uint64_t entries = image.Offset(directory.rva);
    if (entries == 0) return pdb;
    const uint32_t count = std::min<uint32_t>(directory.size / sizeof(DebugEntry), kMaxEntries);
    for (uint32_t i = 0; i < count; ++i) {
        const auto entry = image.Read<DebugEntry>(entries + i * sizeof(DebugEntry));
        const uint64_t data = flat ? entry.fileOffset : entry.rva;
        if (data == 0) continue;
        if (entry.type == DebugType::CodeView && entry.minorVersion == kPortable) {
            pdb.reference = Copy({base + data, entry.size}, kMaxReference);
            if (pdb.reference.empty()) continue;
            pdb.reference.insert(pdb.reference.begin(), std::begin(entry.stamp), std::end(entry.stamp));
        } else if (entry.type == DebugType::EmbeddedPdb) {
            pdb.embedded = {base + data, entry.size};
        }
    }
    return pdb;
}

}  // namespace clrscope
