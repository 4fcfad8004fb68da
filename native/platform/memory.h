#pragma once

#include <cstddef>
#include <cstdint>

namespace clrscope::platform {

// Zeroed private memory that takes up room only where it is touched. Null if the system refuses.
void* ReserveMemory(size_t size);
void ReleaseMemory(void* at, size_t size);

// Gives the pages that these bytes lie in their memory, as writing to each of them would, but in one go. Does nothing
// where the system cannot.
void PopulateForWriting(void* at, size_t size);

// Copies memory of this process that may not be there. False: it is not, or may not be read.
bool ReadIfMapped(uintptr_t address, void* to, size_t size);

// Async-signal-safe. Whether every page of [low, high) can be read. Uses scratch, whose size limits how many pages can
// be asked for (17 bytes each). False also where the system does not allow to ask.
bool CanReadPages(uintptr_t low, uintptr_t high, void* scratch, size_t scratchSize);

}  // namespace clrscope::platform
