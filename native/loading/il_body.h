// Puts instructions before those of a method's IL body. Source of the format: ECMA-335, II.25.4.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace clrscope {

// A catch clause: offsets into the code that it is given with, and the token of the type that it catches.
struct IlCatch {
    uint32_t tryOffset;
    uint32_t tryLength;
    uint32_t handlerOffset;
    uint32_t handlerLength;
    uint32_t type;
};

// body: header, code and exception clauses, as the runtime gives them; the copy has them all, shifted where they name
// offsets. prologue: falls through at its end and leaves nothing on the evaluation stack, of which it needs maxStack
// slots; catches: its own. Empty if the body is not one that this understands in full.
std::vector<uint8_t> PrependIl(std::span<const uint8_t> body, std::span<const uint8_t> prologue, uint16_t maxStack,
                               std::span<const IlCatch> catches = {});

}  // namespace clrscope
