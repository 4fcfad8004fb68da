#include "unwind/frame_pointer.h"

namespace clrscope::unwind {

using layout::StopReason;

namespace {

// Nothing is mapped in the first pages, and user space ends below bit 47.
constexpr uintptr_t kLowestCode = 0x1000;
constexpr uintptr_t kHighestCode = uintptr_t{1} << 47;

// The word was proved to lie inside the thread's stack. Sanitizers do not know that a stack may be read like this.
__attribute__((no_sanitize("address", "thread"))) uintptr_t ReadWord(uintptr_t address) {
    return *reinterpret_cast<const volatile uintptr_t*>(address);
}

bool Stop(StopReason why, StopReason* reason) {
    *reason = why;
    return false;
}

}  // namespace

bool StepByFramePointer(const StackBounds& bounds, Cursor* cursor, StopReason* reason) {
    const uintptr_t fp = cursor->fp;
    if (fp == 0) return Stop(StopReason::Root, reason);  // _start and clone clear it for the outermost frame
    if (fp % sizeof(uintptr_t) != 0) return Stop(StopReason::Misaligned, reason);
    if (!bounds.HoldsTwoWords(fp)) return Stop(StopReason::OutsideStack, reason);
    if (fp < cursor->sp) return Stop(StopReason::NotAscending, reason);

    const uintptr_t returnAddress = ReadWord(fp + sizeof(uintptr_t));
    if (returnAddress == 0) return Stop(StopReason::Root, reason);
    if (returnAddress < kLowestCode || returnAddress >= kHighestCode) {
        return Stop(StopReason::BadReturnAddress, reason);
    }
    cursor->pc = returnAddress;
    cursor->sp = fp + 2 * sizeof(uintptr_t);
    cursor->fp = ReadWord(fp);
    return true;
}

}  // namespace clrscope::unwind
