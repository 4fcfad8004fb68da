#include "unwind/cursor.h"

namespace clrscope::unwind {

using layout::StopReason;

bool MoveToCaller(const StackBounds& bounds, uintptr_t cfa, uintptr_t fp, Cursor* cursor, StopReason* reason) {
    const uintptr_t place = cfa - sizeof(uintptr_t);
    *reason = StopReason::Misaligned;
    if (cfa % sizeof(uintptr_t) != 0) return false;
    *reason = StopReason::OutsideStack;
    if (!bounds.Holds(place, 1)) return false;
    *reason = StopReason::NotAscending;
    if (place < cursor->sp) return false;
    const uintptr_t returnAddress = ReadStackWord(place);
    *reason = StopReason::Root;
    if (returnAddress == 0) return false;
    *reason = StopReason::BadReturnAddress;
    if (!CanBeCode(returnAddress)) return false;
    *cursor = {returnAddress, cfa, fp, false};
    return true;
}

}  // namespace clrscope::unwind
