// What the system puts on the stack when it calls a signal handler. Async-signal-safe.
#pragma once

#include <cstdint>

namespace clrscope::platform {

// Where the interrupted registers lie; begin and words are the range that holds them all.
struct SignalFrame {
    uintptr_t begin;
    uintptr_t words;
    uintptr_t pcAt;
    uintptr_t spAt;
    uintptr_t fpAt;
};

// sp: the stack pointer in the trampoline that handlers return to.
SignalFrame SignalFrameAt(uintptr_t sp);

}  // namespace clrscope::platform
