#include "unwind/stack_walk.h"

#include "unwind/frame_pointer.h"

namespace clrscope::unwind {

using layout::StopReason;

Walk WalkStack(const platform::RegisterContext& context, const StackBounds& bounds, uint64_t* frames,
               uint32_t maxFrames) {
    frames[0] = context.pc;
    if (!bounds.Known()) return {1, StopReason::NoStackBounds};
    // A thread that runs on an alternate stack is not walked: its bounds are the ordinary stack's.
    if (context.sp < bounds.low || context.sp >= bounds.high) return {1, StopReason::OutsideStack};

    Cursor cursor{context.pc, context.sp, context.fp};
    for (uint32_t count = 1;; ++count) {
        StopReason reason;
        if (!StepByFramePointer(bounds, &cursor, &reason)) return {count, reason};
        if (count == maxFrames) return {count, StopReason::DepthLimit};
        frames[count] = cursor.pc;
    }
}

}  // namespace clrscope::unwind
