#include "codemap/composite_images.h"

#include <algorithm>

#include "codemap/pe_image.h"
#include "platform/file.h"
#include "platform/mapped_files.h"
#include "platform/memory.h"

namespace clrscope {

namespace {

// READYTORUN_HEADER: signature, two u16 of version, flags, number of sections; then the sections: type, and a
// directory. Source: "ReadyToRun File Format" among the runtime's documents, and images as the SDK makes them.
constexpr uint32_t kSignature = 0x00525452;    // "RTR"
constexpr uint64_t kManagedNativeHeader = 64;  // in the CLI header
constexpr uint32_t kMaxSections = 64;
constexpr uint32_t kComponentAssemblies = 115;
constexpr uint32_t kOwnerCompositeExecutable = 116;
constexpr uint32_t kMaxName = 256;

constexpr size_t kPage = 4096;

struct Header {
    uint32_t signature;
    uint32_t version;
    uint32_t flags;
    uint32_t sections;
};

struct Section {
    uint32_t type;
    PeImage::Directory place;
};

// Empty if it has none.
PeImage::Directory FindSection(const PeImage& image, uint32_t type) {
    const uint64_t cli = image.CliHeader();
    if (cli == 0) return {};
    const uint64_t at = image.Read<PeImage::Directory>(cli + kManagedNativeHeader).rva;
    const auto header = at == 0 ? Header{} : image.Read<Header>(at);
    if (header.signature != kSignature) return {};
    // All at once: every module that is loaded is asked.
    std::vector<Section> sections(std::min(header.sections, kMaxSections));
    if (!image.Read(at + sizeof(header), sections.data(), sections.size() * sizeof(Section))) return {};
    for (const Section& section : sections) {
        if (section.type == type) return section.place;
    }
    return {};
}

}  // namespace

std::string CompositeOwner(uintptr_t moduleBase) {
    const PeImage image(moduleBase, false);
    const PeImage::Directory place = FindSection(image, kOwnerCompositeExecutable);
    return image.ReadText(place.rva, std::min(place.size, kMaxName));
}

bool IsComposite(uintptr_t base) {
    return FindSection(PeImage(base, false), kComponentAssemblies).size != 0;
}

uintptr_t FindComposite(uintptr_t page) {
    uint8_t bytes[kPage];
    if (!platform::ReadIfMapped(page, bytes, sizeof(bytes))) return 0;
    for (size_t i = 0; i + 1 < sizeof(bytes); ++i) {
        if (bytes[i] == 'M' && bytes[i + 1] == 'Z' && IsComposite(page + i)) return page + i;
    }
    return 0;
}

std::vector<ImagePlace> CompositeImages::FindNew(uintptr_t moduleBase) {
    const std::string owner = CompositeOwner(moduleBase);
    if (owner.empty()) return {};
    std::lock_guard lock(mutex_);
    if (names_.count(owner) != 0 || inVain_ == kMaxInVain) return {};
    std::vector<ImagePlace> found = Search();
    if (found.empty()) {
        ++inVain_;
    } else {
        names_.insert(owner);
    }
    return found;
}

std::vector<ImagePlace> CompositeImages::Search() {
    std::vector<ImagePlace> found;
    for (const platform::MappedFile& file : platform::MappedFiles()) {
        if (known_.count(file.start) != 0) continue;
        const uintptr_t base = FindComposite(file.start);
        if (base == 0) continue;
        known_.insert(file.start);
        names_.emplace(platform::FileName(file.path));
        found.push_back({base, PeImage(base, false).Size()});
    }
    return found;
}

}  // namespace clrscope
