#include "unwind/frame_pointer.h"

#include "platform/handler_code.h"

namespace clrscope::unwind {

using layout::StopReason;

CLRSCOPE_HANDLER_CODE bool StepByFramePointer(const StackBounds& bounds, Cursor* cursor, StopReason* reason) {
    const uintptr_t fp = cursor->fp;
    *reason = StopReason::Root;
    if (fp == 0) return false;  // _start and clone clear it for the outermost frame
    *reason = StopReason::Misaligned;
    if (fp % sizeof(uintptr_t) != 0) return false;
    *reason = StopReason::OutsideStack;
    if (!bounds.Holds(fp, 2)) return false;
    *reason = StopReason::NotAscending;
    if (fp < cursor->sp) return false;
    return MoveToCaller(bounds, fp + 2 * sizeof(uintptr_t), ReadStackWord(fp), cursor, reason);
}

}  // namespace clrscope::unwind
