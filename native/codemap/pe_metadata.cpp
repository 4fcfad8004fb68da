#include "codemap/pe_metadata.h"

#include "platform/memory.h"

namespace clrscope {

namespace {

constexpr uint32_t kSignature = 0x4550;  // "PE"
constexpr uint32_t kMetadataMagic = 0x424A5342;
constexpr uint16_t kPe32 = 0x10B;
constexpr uint16_t kPe32Plus = 0x20B;
constexpr uint16_t kMaxSections = 96;

struct Directory {
    uint32_t rva;
    uint32_t size;
};

struct Section {
    uint32_t virtualSize;
    uint32_t rva;
    uint32_t rawSize;
    uint32_t rawOffset;
};

// Reads at offsets; what is not mapped reads as zeros.
class Image {
  public:
    Image(uintptr_t base, bool flat) : base_(base), flat_(flat) {
        pe_ = Read<uint32_t>(0x3C);
        valid_ = Read<uint32_t>(pe_) == kSignature;
    }

    bool Valid() const { return valid_; }

    // The CLI header's directory is the fifteenth.
    Directory CliHeader() const {
        const uint64_t optional = pe_ + 24;
        const auto magic = Read<uint16_t>(optional);
        if (magic != kPe32 && magic != kPe32Plus) return {};
        return Read<Directory>(optional + (magic == kPe32 ? 96 : 112) + 14 * sizeof(Directory));
    }

    // Where what has a relative virtual address lies in this layout; 0: nowhere.
    uint64_t Offset(uint32_t rva) const {
        if (!flat_) return rva;
        const auto count = Read<uint16_t>(pe_ + 6);
        const uint64_t sections = pe_ + 24 + Read<uint16_t>(pe_ + 20);
        for (uint16_t i = 0; i < count && i < kMaxSections; ++i) {
            const auto section = Read<Section>(sections + uint64_t{i} * 40 + 8);
            if (rva >= section.rva && rva - section.rva < section.rawSize) {
                return uint64_t{section.rawOffset} + (rva - section.rva);
            }
        }
        return 0;
    }

    template <typename T>
    T Read(uint64_t offset) const {
        T value{};
        return platform::ReadIfMapped(base_ + offset, &value, sizeof(value)) ? value : T{};
    }

  private:
    uintptr_t base_;
    bool flat_;
    uint64_t pe_;
    bool valid_;
};

}  // namespace

PeMetadataPlace FindPeMetadata(uintptr_t base, bool flat) {
    const Image image(base, flat);
    if (!image.Valid()) return {};
    const Directory cli = image.CliHeader();
    const uint64_t header = cli.rva == 0 ? 0 : image.Offset(cli.rva);
    if (header == 0) return {};
    const auto metadata = image.Read<Directory>(header + 8);
    const uint64_t at = metadata.rva == 0 ? 0 : image.Offset(metadata.rva);
    if (at == 0 || image.Read<uint32_t>(at) != kMetadataMagic) return {};
    return {base + at, metadata.size};
}

std::vector<uint8_t> ReadPeMetadata(uintptr_t base, bool flat, size_t limit) {
    const PeMetadataPlace place = FindPeMetadata(base, flat);
    if (place.size > limit) return {};
    std::vector<uint8_t> bytes(place.size);
    if (!platform::ReadIfMapped(place.address, bytes.data(), bytes.size())) bytes.clear();
    return bytes;
}

}  // namespace clrscope
