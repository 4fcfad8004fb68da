#include "codemap/pe_image.h"

#include "platform/memory.h"

namespace clrscope {

namespace {

constexpr uint32_t kSignature = 0x4550;  // "PE"
constexpr uint16_t kPe32 = 0x10B;
constexpr uint16_t kPe32Plus = 0x20B;
constexpr uint16_t kMaxSections = 96;
constexpr uint32_t kOptionalHeader = 24;
constexpr uint32_t kCliDirectory = 14;

struct Section {
    uint32_t virtualSize;
    uint32_t rva;
    uint32_t rawSize;
    uint32_t rawOffset;
};

}  // namespace

PePlace PlaceOf(const std::vector<uint8_t>& copy) {
    return {reinterpret_cast<uintptr_t>(copy.data()), copy.size()};
}

std::vector<uint8_t> Copy(const PePlace& place, size_t limit) {
    if (place.size > limit) return {};
    std::vector<uint8_t> bytes(place.size);
    if (!platform::ReadIfMapped(place.address, bytes.data(), bytes.size())) bytes.clear();
    return bytes;
}

PeImage::PeImage(uintptr_t base, bool flat) : base_(base), flat_(flat), pe_(Read<uint32_t>(0x3C)) {}

bool PeImage::Read(uint64_t offset, void* to, size_t size) const {
    return platform::ReadIfMapped(base_ + offset, to, size);
}

uint32_t PeImage::Size() const {
    return Read<uint32_t>(pe_ + kOptionalHeader + 56);
}

PeImage::Directory PeImage::FindDirectory(uint32_t number) const {
    if (Read<uint32_t>(pe_) != kSignature) return {};
    const uint64_t optional = pe_ + kOptionalHeader;
    const auto magic = Read<uint16_t>(optional);
    if (magic != kPe32 && magic != kPe32Plus) return {};
    return Read<Directory>(optional + (magic == kPe32 ? 96 : 112) + uint64_t{number} * sizeof(Directory));
}

uint64_t PeImage::CliHeader() const {
    return Offset(FindDirectory(kCliDirectory).rva);
}

uint64_t PeImage::Offset(uint32_t rva) const {
    if (!flat_ || rva == 0) return rva;
    const auto count = Read<uint16_t>(pe_ + 6);
    const uint64_t sections = pe_ + kOptionalHeader + Read<uint16_t>(pe_ + 20);
    for (uint16_t i = 0; i < count && i < kMaxSections; ++i) {
        const auto section = Read<Section>(sections + uint64_t{i} * 40 + 8);
        if (rva >= section.rva && rva - section.rva < section.rawSize) {
            return uint64_t{section.rawOffset} + (rva - section.rva);
        }
    }
    return 0;
}

std::string PeImage::ReadText(uint64_t offset, uint32_t size) const {
    std::string text(size, '\0');
    if (!Read(offset, text.data(), size)) return "";
    return text.substr(0, text.find('\0'));
}

}  // namespace clrscope
