// The threads of this process as the kernel sees them. Not async-signal-safe, except CurrentThreadId.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace clrscope::platform {

int32_t CurrentThreadId();

struct AddressRange {
    uintptr_t low = 0;
    uintptr_t high = 0;  // 0: not known
};

// The calling thread's stack.
AddressRange CurrentStack();

// The part of a thread's stack from the mapping that holds sp up to the thread pointer (see ThreadPointer) or, for the
// initial thread, the end of its mapping. For threads that cannot be asked; high is 0 if neither applies.
AddressRange StackAround(uintptr_t sp, uintptr_t threadPointer);

// Kernel ids of all threads.
std::vector<int32_t> ThreadIds();

// The kernel's name of a thread (comm), "" if it is gone.
std::string ThreadName(int32_t tid);

// True if the thread keeps the sample signal blocked now.
bool BlocksSampleSignal(int32_t tid);

// Starts a detached thread of ours with every signal blocked, so that no handler of the program, nor ours, runs on it.
bool StartThread(const char* name, void (*run)(void*), void* argument);

}  // namespace clrscope::platform
