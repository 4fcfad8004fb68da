#include "unwind/hijack.h"

#include "platform/handler_code.h"

namespace clrscope::unwind {

CLRSCOPE_HANDLER_CODE __attribute__((noinline, no_sanitize("address", "thread"))) void MendHijacked(
    uintptr_t runtimeThread, const CodeTables& tables, Cursor* cursor) {
    if (runtimeThread == 0) return;
    const auto* words = reinterpret_cast<const volatile uintptr_t*>(runtimeThread);
    const uintptr_t place = cursor->sp - sizeof(uintptr_t);
    for (size_t i = 0; i < kThreadObjectBytes / sizeof(uintptr_t); ++i) {
        if (words[i] != place) continue;
        // Before it is the true address, behind it a description of the method.
        if (i == 0) return;
        const uintptr_t returnAddress = words[i - 1];
        if (CanBeCode(returnAddress) && tables.Covers(returnAddress - 1)) cursor->pc = returnAddress;
        return;
    }
}

}  // namespace clrscope::unwind
