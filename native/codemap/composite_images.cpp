#include "codemap/composite_images.h"

#include <algorithm>

#include "codemap/pe_image.h"
#include "platform/mapped_files.h"

namespace clrscope {

namespace {

// READYTORUN_HEADER: signature, two u16 of version, flags, number of sections; then the sections: type, and a
// directory. Source: "ReadyToRun File Format" among the runtime's documents, and images as the SDK makes them.
constexpr uint32_t kSignature = 0x00525452;  // "RTR"
constexpr uint64_t kSectionsAt = 16;
constexpr uint64_t kManagedNativeHeader = 64;  // in the CLI header
constexpr uint32_t kMaxSections = 64;
constexpr uint32_t kComponentAssemblies = 115;
constexpr uint32_t kOwnerCompositeExecutable = 116;
constexpr uint32_t kMaxName = 256;

struct Section {
    uint32_t type;
    PeImage::Directory place;
};

// Empty if it has none.
PeImage::Directory FindSection(const PeImage& image, uint32_t type) {
    if (!image.Valid()) return {};
    const uint64_t cli = image.CliHeader();
    if (cli == 0) return {};
    const uint64_t header = image.Read<PeImage::Directory>(cli + kManagedNativeHeader).rva;
    if (header == 0 || image.Read<uint32_t>(header) != kSignature) return {};
    const uint32_t count = std::min(image.Read<uint32_t>(header + 12), kMaxSections);
    for (uint32_t i = 0; i < count; ++i) {
        const auto section = image.Read<Section>(header + kSectionsAt + uint64_t{i} * sizeof(Section));
        if (section.type == type) return section.place;
    }
    return {};
}

std::string FileName(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
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
        if (known_.count(file.start) != 0 || !IsComposite(file.start)) continue;
        known_.insert(file.start);
        names_.insert(FileName(file.path));
        found.push_back({file.start, PeImage(file.start, false).Size()});
    }
    return found;
}

}  // namespace clrscope
