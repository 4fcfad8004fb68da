// What of an interrupted thread a walk may read: its own stack, the alternate one for signals if it was interrupted
// there, and the runtime's object for it.
#pragma once

#include <cstdint>

#include "unwind/cursor.h"

namespace clrscope::unwind {

struct ThreadStacks {
    StackBounds own;
    StackBounds signal;           // not known: the thread was not interrupted on it
    uintptr_t runtimeThread = 0;  // see hijack.h; 0: not known
    // Where the walk is. A walk that begins on the signal stack goes over to the thread's own once, and never back.
    StackBounds current;

    void Enter(uintptr_t sp) { current = signal.Holds(sp, 1) ? signal : own; }
    bool OnSignalStack() const { return signal.Known() && current.high == signal.high; }
};

}  // namespace clrscope::unwind
