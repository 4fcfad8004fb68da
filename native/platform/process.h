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
// The file that this code was loaded from.
std::string OwnLibraryPath();

}  // namespace clrscope::platform
