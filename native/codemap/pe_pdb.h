// What a managed module that lies in memory tells of its portable PDB.
#pragma once

#include <cstdint>
#include <vector>

#include "codemap/pe_image.h"

namespace clrscope {

// As in layout::ModulePart.
struct PePdb {
    std::vector<uint8_t> reference;  // empty: there is none
    PePlace embedded;
};

// base, flat: as for FindPeMetadata. Whatever lies there is read without a fault. Source of the format: PE-COFF.md of
// .NET's documents, "Debug Directory".
PePdb FindPePdb(uintptr_t base, bool flat);

}  // namespace clrscope
