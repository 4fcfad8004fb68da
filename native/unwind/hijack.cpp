#include "unwind/hijack.h"

#include "platform/handler_code.h"

namespace clrscope::unwind {

CLRSCOPE_HANDLER_CODE __attribute__((noinline, no_sanitize("address", "thread"))) void MendHijacked(
    uintptr_t runtimeThread, Cursor* cursor) {
    if (runtimeThread == 0) return;
    const auto* words = reinterpret_cast<const volatile uintptr_t*>(runtimeThread);
    const uintptr_t place = cursor->sp - sizeof(uintptr_t);
    for (size_t i = 0; i + 1 < kThreadObjectBytes / sizeof(uintptr_t); ++i) {
        if (words[i] != place) continue;
        const uintptr_t returnAddress = words[i + 1];
        if (CanBeCode(returnAddress)) cursor->pc = returnAddress;
        return;
    }
}

}  // namespace clrscope::unwind
