#include "platform/signal_stack.h"

#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

#include "platform/memory.h"

namespace clrscope::platform {

namespace {

constexpr size_t kSize = 64 * 1024;

// A thread's stack of ours and the one that it had. The latter stays mapped: it is the CLR's to free.
struct Replaced {
    void* memory;
    stack_t original;
};

// When the thread ends. The CLR frees its stack only if that is the one set when it looks, which is before or after
// this.
void GiveBack(void* argument) {
    auto* replaced = static_cast<Replaced*>(argument);
    stack_t now;
    if (sigaltstack(nullptr, &now) == 0 && (now.ss_flags & SS_DISABLE) == 0) {
        if (now.ss_sp == replaced->memory) sigaltstack(&replaced->original, nullptr);
    } else {
        munmap(replaced->original.ss_sp, replaced->original.ss_size);
    }
    munmap(replaced->memory, kSize);
    free(replaced);
}

bool Key(pthread_key_t* key) {
    static pthread_key_t ours;
    static bool made;
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, [] { made = pthread_key_create(&ours, GiveBack) == 0; });
    *key = ours;
    return made;
}

// What the CLR maps for its threads: whole pages, of which it has made the first one inaccessible. Others have their
// guard page outside, if any.
bool IsOfTheClr(const stack_t& stack, size_t page) {
    const auto start = reinterpret_cast<uintptr_t>(stack.ss_sp);
    char byte;
    return start % page == 0 && stack.ss_size % page == 0 && !ReadIfMapped(start, &byte, 1);
}

}  // namespace

void EnlargeSignalStack() {
    const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    stack_t original;
    pthread_key_t key;
    if (sigaltstack(nullptr, &original) != 0 || (original.ss_flags & (SS_DISABLE | SS_ONSTACK)) != 0 ||
        original.ss_size >= kSize || !IsOfTheClr(original, page) || !Key(&key)) {
        return;
    }
    auto* replaced = static_cast<Replaced*>(malloc(sizeof(Replaced)));
    if (replaced == nullptr) return;
    void* memory = mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    *replaced = {memory, original};
    if (memory == MAP_FAILED || pthread_setspecific(key, replaced) != 0) {
        if (memory != MAP_FAILED) munmap(memory, kSize);
        free(replaced);
        return;
    }
    mprotect(memory, page, PROT_NONE);  // like the CLR's: what runs over ends the process, and spoils nothing
    stack_t larger{};
    larger.ss_sp = memory;
    larger.ss_size = kSize;
    sigaltstack(&larger, nullptr);
}

}  // namespace clrscope::platform
