#include "platform/wake.h"

#include <errno.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "platform/clock.h"
#include "platform/linux/timespec.h"

namespace clrscope::platform {

void Wake::Ask() {
    // Only the first of many asks needs the kernel. Release: what was written before the ask is seen by who was woken.
    if (asked_.exchange(1, std::memory_order_release) == 0) syscall(SYS_futex, &asked_, FUTEX_WAKE_PRIVATE, 1);
}

bool Wake::Rest(uint64_t ns) {
    // FUTEX_WAIT_BITSET, as its time is absolute, by the monotonic clock.
    const timespec end = ToTimespec(MonotonicNs() + ns);
    // The kernel looks at the word once more before it lets the thread wait.
    while (asked_.load(std::memory_order_relaxed) == 0) {
        const long outcome =
            syscall(SYS_futex, &asked_, FUTEX_WAIT_BITSET_PRIVATE, 0, &end, nullptr, FUTEX_BITSET_MATCH_ANY);
        if (outcome != 0 && errno == ETIMEDOUT) break;
    }
    return asked_.exchange(0, std::memory_order_acquire) != 0;
}

}  // namespace clrscope::platform
