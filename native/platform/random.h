#pragma once

#include <cstddef>

namespace clrscope::platform {

// Random bytes that no other process has.
void FillRandom(void* to, size_t size);

}  // namespace clrscope::platform
