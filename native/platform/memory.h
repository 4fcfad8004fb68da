#pragma once

#include <cstddef>
#include <cstdint>

namespace clrscope::platform {

// Zeroed private memory that takes up room only where it is touched. Null if the system refuses.
void* ReserveMemory(size_t size);
void ReleaseMemory(void* at, size_t size);

// Copies memory of this process that may not be there. False: it is not, or the system does not allow it.
bool ReadIfMapped(uintptr_t address, void* to, size_t size);

}  // namespace clrscope::platform
