// What a managed module that lies in memory tells of its portable PDB.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace clrscope {

// As in layout::ModulePart; empty: there is none, or more than was asked for.
struct PePdb {
    std::vector<uint8_t> reference;
    std::vector<uint8_t> embedded;
};

// base, flat: as for ReadPeMetadata. limit: bytes of the embedded PDB. Whatever lies there is read without a fault.
// Source of the format: PE-COFF.md of .NET's documents, "Debug Directory".
PePdb ReadPePdb(uintptr_t base, bool flat, size_t limit);

}  // namespace clrscope
