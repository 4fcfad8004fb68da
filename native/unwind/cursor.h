// The registers of one frame, as far as a walk needs them, and the stack that they may be followed in.
#pragma once

#include <cstdint>

#include "segment/layout.h"

namespace clrscope::unwind {

// The thread's stack, learned outside the handler. high == 0: not known.
struct StackBounds {
    uintptr_t low = 0;
    uintptr_t high = 0;

    bool Known() const { return high != 0; }
    // All words of [address, address + words * 8) lie inside.
    bool Holds(uintptr_t address, uintptr_t words) const {
        return address >= low && address < high && (high - address) / sizeof(uintptr_t) >= words;
    }
};

// Stands for a frame pointer that is not known: whoever needs it ends the walk, since it is not aligned.
inline constexpr uintptr_t kLostFramePointer = 1;

struct Cursor {
    uintptr_t pc;
    uintptr_t sp;
    uintptr_t fp;
    // pc is the next instruction to be executed, not a return address: the innermost frame, and what a signal
    // interrupted.
    bool interrupted;

    // An address inside the instruction that the frame is at. A return address may be the first byte of other code.
    uintptr_t Instruction() const { return interrupted ? pc : pc - 1; }
};

// Whether an address can be code of a program: nothing is mapped in the first pages, and user space ends below bit 47.
inline bool CanBeCode(uintptr_t address) {
    return address >= 0x1000 && address < uintptr_t{1} << 47;
}

// A word that was proved to lie inside the thread's stack. Sanitizers do not know that a stack may be read like this.
__attribute__((no_sanitize("address", "thread"))) inline uintptr_t ReadStackWord(uintptr_t address) {
    return *reinterpret_cast<const volatile uintptr_t*>(address);
}

// Reads the return address at place, which proves to lie in the stack above the cursor. False: the walk ends here, for
// the reason given.
bool ReadReturnAddress(const StackBounds& bounds, uintptr_t place, const Cursor& cursor, uintptr_t* returnAddress,
                       layout::StopReason* reason);

// Moves the cursor to a caller whose return address is the word below cfa and whose frame pointer is fp.
bool MoveToCaller(const StackBounds& bounds, uintptr_t cfa, uintptr_t fp, Cursor* cursor, layout::StopReason* reason);

}  // namespace clrscope::unwind
