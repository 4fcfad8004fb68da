#pragma once

#include <cstddef>

namespace clrscope::platform {

// Zeroed private memory that takes up room only where it is touched. Null if the system refuses.
void* ReserveMemory(size_t size);
void ReleaseMemory(void* at, size_t size);

}  // namespace clrscope::platform
