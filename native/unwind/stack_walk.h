// Walks the interrupted thread's stack. Async-signal-safe; reads nothing but words proved to lie inside the stack.
#pragma once

#include <cstdint>

#include "platform/signals.h"
#include "segment/layout.h"

namespace clrscope::unwind {

// The thread's stack, learned outside the handler. high == 0: not known.
struct StackBounds {
    uintptr_t low = 0;
    uintptr_t high = 0;

    bool Known() const { return high != 0; }
    // Both words at address lie inside. address is at least the interrupted stack pointer, so they are mapped.
    bool HoldsTwoWords(uintptr_t address) const {
        return address >= low && address < high && high - address >= 2 * sizeof(uintptr_t);
    }
};

struct Walk {
    uint32_t frameCount;  // 1..maxFrames
    layout::StopReason reason;
};

// Writes program counters to frames, innermost first: the interrupted pc, then return addresses. maxFrames >= 1.
Walk WalkStack(const platform::RegisterContext& context, const StackBounds& bounds, uint64_t* frames,
               uint32_t maxFrames);

}  // namespace clrscope::unwind
