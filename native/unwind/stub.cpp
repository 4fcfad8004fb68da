#include "unwind/stub.h"

#include "platform/handler_code.h"

namespace clrscope::unwind {

CLRSCOPE_HANDLER_CODE bool StepOutOfStub(const StackBounds& bounds, const CodeTables& tables, Cursor* cursor) {
    if (cursor->sp % sizeof(uintptr_t) != 0) return false;
    for (uintptr_t word = 0; word < 2; ++word) {
        const uintptr_t place = cursor->sp + word * sizeof(uintptr_t);
        if (!bounds.Holds(place, 1)) return false;
        const uintptr_t candidate = ReadStackWord(place);
        if (!CanBeCode(candidate) || !tables.Covers(candidate - 1)) continue;
        *cursor = {candidate, place + sizeof(uintptr_t), cursor->fp, false};
        return true;
    }
    return false;
}

}  // namespace clrscope::unwind
