#include "signal_stack.h"

#include <signal.h>
#include <sys/mman.h>

namespace clrscope::fidelity {

void EnlargeSignalStack() {
    constexpr size_t kSize = 256 * 1024;
    stack_t old;
    if (sigaltstack(nullptr, &old) != 0 || (old.ss_flags & (SS_DISABLE | SS_ONSTACK)) != 0 || old.ss_size >= kSize) {
        return;
    }
    void* memory = mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (memory == MAP_FAILED) return;
    stack_t larger{};
    larger.ss_sp = memory;
    larger.ss_size = kSize;
    if (sigaltstack(&larger, nullptr) == 0) munmap(old.ss_sp, old.ss_size);
}

}  // namespace clrscope::fidelity
