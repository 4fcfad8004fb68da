#include "codemap/pe_metadata.h"

namespace clrscope {

namespace {

constexpr uint32_t kMetadataMagic = 0x424A5342;

}  // namespace

PePlace FindPeMetadata(uintptr_t base, bool flat) {
    const PeImage image(base, flat);
    const uint64_t header = image.CliHeader();
    if (header == 0) return {};
    const auto metadata = image.Read<PeImage::Directory>(header + 8);
    const uint64_t at = image.Offset(metadata.rva);
    if (at == 0 || image.Read<uint32_t>(at) != kMetadataMagic) return {};
    return {base + at, metadata.size};
}

}  // namespace clrscope
