// libgcc's own walk of the interrupted native frames, the yardstick for ours. Called inside the handler, which only a
// test may do.
#pragma once

#include <ucontext.h>

#include "record.h"

namespace clrscope::fidelity {

// The callee-saved registers at the last frame of a walk, enough to begin the runtime's walk there.
struct NativeEnd {
    uint64_t rip, rsp, rbp, rbx, r12, r13, r14, r15;
    bool atRoot;  // the walk came to the thread's start
};

// libgcc prepares tables at its first call; not in a handler.
void PrepareNativeWalk();

// Frames from the interrupted pc on, up to the first whose code has no call-frame information (managed code, say),
// which is the last one given. 0: libgcc did not find the way through the signal frame.
uint32_t WalkNative(const ucontext_t& interrupted, NativeFrame* frames, uint32_t maxFrames, NativeEnd* end);

}  // namespace clrscope::fidelity
