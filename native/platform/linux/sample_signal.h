#pragma once

#include <signal.h>

namespace clrscope::platform {

// Not a real-time signal: those are never delivered when the queue is refused (RLIMIT_SIGPENDING), this one still is,
// without its information. The CLR does not use it.
inline constexpr int kSampleSignal = SIGPROF;

}  // namespace clrscope::platform
