// One step of the walk by frame pointer: [fp] is the caller's frame pointer, [fp + 8] the return address.
#pragma once

#include <cstdint>

#include "segment/layout.h"
#include "unwind/stack_walk.h"

namespace clrscope::unwind {

// The registers of one frame, as far as a walk needs them.
struct Cursor {
    uintptr_t pc;
    uintptr_t sp;
    uintptr_t fp;
};

// Moves the cursor to the caller. False: the walk ends here, for the reason given.
bool StepByFramePointer(const StackBounds& bounds, Cursor* cursor, layout::StopReason* reason);

}  // namespace clrscope::unwind
