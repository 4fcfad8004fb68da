// The ECMA-335 metadata of a managed module that lies in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace clrscope {

struct PeMetadataPlace {
    uintptr_t address = 0;
    uint32_t size = 0;  // 0: there is no metadata
};

// base: where the module's PE image begins. flat: as in a file, else its sections lie at their addresses. Whatever it
// holds is read without a fault. Source of the format: ECMA-335, II.25.
PeMetadataPlace FindPeMetadata(uintptr_t base, bool flat);
// A copy of it. Empty if there is no metadata, or more than limit bytes.
std::vector<uint8_t> ReadPeMetadata(uintptr_t base, bool flat, size_t limit);

}  // namespace clrscope
