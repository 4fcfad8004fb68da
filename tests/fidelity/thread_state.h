// What the runtime says of a thread in its own object, by the places that it publishes for diagnostic tools (.NET 9 and
// later).
#pragma once

#include <cstdint>

namespace clrscope::fidelity {

struct ThreadState {
    bool known;
    bool cooperative;           // it counts as running managed code: a collection has to stop it
    uint64_t exceptionTracker;  // of the innermost exception being dispatched, on the thread's stack; 0: there is none
};

// Before the first question.
void FindThreadLayout();

// Async-signal-safe, on the thread whose object it is. 0: not known.
ThreadState ReadThreadState(uintptr_t runtimeThread);

}  // namespace clrscope::fidelity
