// One step by frame pointer, for code that no table covers: [fp] is the caller's frame pointer, [fp + 8] the return
// address.
#pragma once

#include "unwind/cursor.h"

namespace clrscope::unwind {

// Moves the cursor to the caller. False: the walk ends here, for the reason given.
bool StepByFramePointer(const StackBounds& bounds, Cursor* cursor, layout::StopReason* reason);

}  // namespace clrscope::unwind
