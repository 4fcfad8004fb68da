// Puts instructions before those of a method's IL body. Source of the format: ECMA-335, II.25.4.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace clrscope {

// body: header, code and exception clauses, as the runtime gives them; the copy has them all, shifted where they name
// offsets. prologue: falls through at its end and leaves nothing on the evaluation stack, of which it needs maxStack
// slots. Empty if the body is not one that this understands in full.
std::vector<uint8_t> PrependIl(std::span<const uint8_t> body, std::span<const uint8_t> prologue, uint16_t maxStack);

}  // namespace clrscope
