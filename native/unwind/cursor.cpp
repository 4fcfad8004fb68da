#include "unwind/cursor.h"

#include "platform/handler_code.h"

namespace clrscope::unwind {

using layout::StopReason;

CLRSCOPE_HANDLER_CODE bool ReadReturnAddress(const StackBounds& bounds, uintptr_t place, const Cursor& cursor,
                                             uintptr_t* returnAddress, StopReason* reason) {
    *reason = StopReason::Misaligned;
    if (place % sizeof(uintptr_t) != 0) return false;
    *reason = StopReason::OutsideStack;
    if (!bounds.Holds(place, 1)) return false;
    *reason = StopReason::NotAscending;
    if (place < cursor.sp) return false;
    *returnAddress = ReadStackWord(place);
    *reason = StopReason::Root;
    if (*returnAddress == 0) return false;
    *reason = StopReason::BadReturnAddress;
    return CanBeCode(*returnAddress);
}

CLRSCOPE_HANDLER_CODE bool MoveToCaller(const StackBounds& bounds, uintptr_t cfa, uintptr_t fp, Cursor* cursor,
                                        StopReason* reason) {
    uintptr_t returnAddress;
    if (!ReadReturnAddress(bounds, cfa - sizeof(uintptr_t), *cursor, &returnAddress, reason)) return false;
    *cursor = {returnAddress, cfa, fp, false};
    return true;
}

}  // namespace clrscope::unwind
