#include "platform/signal_stack.h"

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>

#include "platform/memory.h"

namespace clrscope::platform {

void EnlargeSignalStack() {
    constexpr size_t kSize = 64 * 1024;
    stack_t old;
    if (sigaltstack(nullptr, &old) != 0 || (old.ss_flags & (SS_DISABLE | SS_ONSTACK)) != 0 || old.ss_size >= kSize) {
        return;
    }
    // Only one of the CLR's making may be unmapped: whole pages, of which it has made the first one inaccessible. Others
    // have their guard page outside, if any, and are freed by whoever made them.
    const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    const auto start = reinterpret_cast<uintptr_t>(old.ss_sp);
    char byte;
    if (start % page != 0 || old.ss_size % page != 0 || ReadIfMapped(start, &byte, 1)) return;
    void* memory = mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (memory == MAP_FAILED) return;
    mprotect(memory, page, PROT_NONE);  // like the CLR's: what runs over ends the process, and spoils nothing
    stack_t larger{};
    larger.ss_sp = memory;
    larger.ss_size = kSize;
    if (sigaltstack(&larger, nullptr) == 0) {
        munmap(old.ss_sp, old.ss_size);
    } else {
        munmap(memory, kSize);
    }
}

}  // namespace clrscope::platform
