#include "platform/wake.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "platform/clock.h"

namespace clrscope::platform {

namespace {

constexpr uint64_t kNsPerSecond = 1'000'000'000;

}  // namespace

void Wake::Ask() {
    // Only the first of many asks needs the kernel. Release: what was written before the ask is seen by who was woken.
    if (asked_.exchange(1, std::memory_order_release) == 0) syscall(SYS_futex, &asked_, FUTEX_WAKE_PRIVATE, 1);
}

bool Wake::Rest(uint64_t ns) {
    const uint64_t end = MonotonicNs() + ns;
    // The kernel looks at the word once more before it lets the thread wait.
    for (uint64_t now; asked_.load(std::memory_order_relaxed) == 0 && (now = MonotonicNs()) < end;) {
        const uint64_t left = end - now;
        const timespec time{static_cast<time_t>(left / kNsPerSecond), static_cast<long>(left % kNsPerSecond)};
        syscall(SYS_futex, &asked_, FUTEX_WAIT_PRIVATE, 0, &time);
    }
    return asked_.exchange(0, std::memory_order_acquire) != 0;
}

}  // namespace clrscope::platform
