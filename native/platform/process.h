// Facts about this process. Not async-signal-safe.
#pragma once

#include <cstdint>
#include <string>

namespace clrscope::platform {

uint32_t ProcessId();
// Clock ticks after boot at which this process started: with the pid, its identity.
uint64_t ProcessStartTicks();
std::string ExecutablePath();
// Arguments, each ended by a NUL.
std::string CommandLine();
// The directory that relative paths begin at now; "" if it is gone.
std::string WorkingDirectory();
// The file that this code was loaded from.
std::string OwnLibraryPath();

// Whether all other processes here end when this one has: it is what its pid namespace, a container's mostly, was made
// for (the first process there, or that one's child, as under a shell or a small init).
bool EndsItsContainer();

}  // namespace clrscope::platform
