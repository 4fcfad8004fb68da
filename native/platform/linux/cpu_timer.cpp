#include "platform/cpu_timer.h"

#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "platform/linux/cpu_clock_id.h"
#include "platform/linux/sample_signal.h"
#include "platform/linux/timespec.h"

// Raw system calls: libc's timer_create accepts no thread CPU clock but the caller's own.

namespace clrscope::platform {

bool CpuTimer::Create(int32_t tid, void* cookie) {
    sigevent event{};
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = kSampleSignal;
    event.sigev_value.sival_ptr = cookie;
    event._sigev_un._tid = tid;
    int32_t id = -1;
    if (syscall(SYS_timer_create, ThreadCpuClockId(tid), &event, &id) != 0) return false;
    id_ = id;
    return true;
}

void CpuTimer::Arm(uint64_t firstNs, uint64_t intervalNs) {
    // A zero it_value would disarm.
    const itimerspec when{ToTimespec(intervalNs), ToTimespec(firstNs == 0 ? 1 : firstNs)};
    syscall(SYS_timer_settime, id_, TIMER_ABSTIME, &when, nullptr);
}

void CpuTimer::Disarm() {
    const itimerspec never{};
    syscall(SYS_timer_settime, id_, 0, &never, nullptr);
}

void CpuTimer::Delete() {
    syscall(SYS_timer_delete, id_);
    id_ = -1;
}

}  // namespace clrscope::platform
