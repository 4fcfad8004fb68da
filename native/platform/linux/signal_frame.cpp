#include "platform/signal_frame.h"

#include <ucontext.h>

#include <cstddef>

namespace clrscope::platform {

// After a handler has returned into the trampoline (__restore_rt), the ucontext_t is on top of the stack.
SignalFrame SignalFrameAt(uintptr_t sp) {
    constexpr uintptr_t kRegisters = offsetof(ucontext_t, uc_mcontext) + offsetof(mcontext_t, gregs);
    const uintptr_t registers = sp + kRegisters;
    return {registers, REG_RIP + 1, registers + REG_RIP * sizeof(greg_t), registers + REG_RSP * sizeof(greg_t),
            registers + REG_RBP * sizeof(greg_t)};
}

}  // namespace clrscope::platform
