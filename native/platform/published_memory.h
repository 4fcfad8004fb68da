// Memory that other processes find by its name among this one's mappings, and read.
#pragma once

#include <cstddef>
#include <cstdint>

namespace clrscope::platform {

// Zeroed and private to this process: a child that it forks does not have it. Stays for as long as the process. Null if
// the system allows neither of the two ways to give a mapping a name; name: as it is to be seen, at most 79 characters.
void* MapUnderName(const char* name, size_t size);

// Nanoseconds on the clock of such memory's time stamps, which does not stop while the machine sleeps.
uint64_t BootTimeNs();

}  // namespace clrscope::platform
