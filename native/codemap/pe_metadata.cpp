#include "codemap/pe_metadata.h"

#include "codemap/pe_image.h"

namespace clrscope {

namespace {

constexpr uint32_t kMetadataMagic = 0x424A5342;

}  // namespace

PeMetadataPlace FindPeMetadata(uintptr_t base, bool flat) {
    const PeImage image(base, flat);
    const uint64_t header = image.CliHeader();
    if (header == 0) return {};
    const auto metadata = image.Read<PeImage::Directory>(header + 8);
    const uint64_t at = metadata.rva == 0 ? 0 : image.Offset(metadata.rva);
    if (at == 0 || image.Read<uint32_t>(at) != kMetadataMagic) return {};
    return {base + at, metadata.size};
}

std::vector<uint8_t> ReadPeMetadata(uintptr_t base, bool flat, size_t limit) {
    const PeMetadataPlace place = FindPeMetadata(base, flat);
    if (place.size > limit) return {};
    return PeImage(base, flat).ReadBytes(place.address - base, place.size);
}

}  // namespace clrscope
