#pragma once

#include <stdint.h>
#include <time.h>

namespace clrscope::platform {

// The kernel's clock id for the CPU time of one thread: the complement of the tid, then CPUCLOCK_PERTHREAD_MASK (4) and
// CPUCLOCK_SCHED (2); see clock_getcpuclockid(3) and the kernel's posix-timers_types.h. libc offers it for a pthread_t
// only.
inline clockid_t ThreadCpuClockId(int32_t tid) {
    return (~static_cast<clockid_t>(tid) << 3) | 6;
}

}  // namespace clrscope::platform
