// The ECMA-335 metadata of a managed module that lies in memory.
#pragma once

#include <cstdint>

#include "codemap/pe_image.h"

namespace clrscope {

// base: where the module's PE image begins. flat: as in a file, else its sections lie at their addresses. Whatever it
// holds is read without a fault. Source of the format: ECMA-335, II.25.
PePlace FindPeMetadata(uintptr_t base, bool flat);

}  // namespace clrscope
