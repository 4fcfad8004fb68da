// Walks the interrupted thread's stack. Async-signal-safe; reads nothing but our own tables, what precompiled images
// and the method being executed consist of, words proved to lie inside the stack, and the runtime's thread object.
#pragma once

#include <cstdint>

#include "platform/signals.h"
#include "segment/layout.h"
#include "unwind/code_tables.h"
#include "unwind/thread_stacks.h"

namespace clrscope::unwind {

struct Walk {
    uint32_t frameCount;  // 1..maxFrames
    layout::StopReason reason;
    uint32_t guessed;  // frames that no table covers, left by the frame pointer
};

// The stack above sp is about to be walked. Reads nothing: sp may be any address.
void PrefetchStack(uintptr_t sp);

// Writes program counters to frames, innermost first: the interrupted pc, then return addresses. What a signal had
// interrupted in turn is written as the address after its pc, so that it too is told by the byte before. maxFrames
// >= 1. Of a deeper stack the innermost and the outermost frames are there, and PseudoFrame::Omitted between them. The
// caller has marked the walk (WalkMark).
Walk WalkStack(const platform::RegisterContext& context, ThreadStacks* stacks, CodeTables* tables, uint64_t* frames,
               uint32_t maxFrames);

// The same of a thread on its own stack, of whose runtime object nothing is known.
inline Walk WalkStack(const platform::RegisterContext& context, const StackBounds& bounds, CodeTables* tables,
                      uint64_t* frames, uint32_t maxFrames) {
    ThreadStacks stacks{.own = bounds, .signal = {}, .runtimeThread = 0, .current = {}};
    return WalkStack(context, &stacks, tables, frames, maxFrames);
}

}  // namespace clrscope::unwind
