#include "platform/clock.h"

#include <errno.h>

#include "platform/handler_code.h"
#include "platform/linux/cpu_clock_id.h"
#include "platform/linux/timespec.h"

namespace clrscope::platform {

namespace {

bool Read(clockid_t clock, uint64_t* ns) {
    timespec now;
    if (clock_gettime(clock, &now) != 0) return false;
    *ns = static_cast<uint64_t>(now.tv_sec) * kNsPerSecond + static_cast<uint64_t>(now.tv_nsec);
    return true;
}

uint64_t ReadOrZero(clockid_t clock) {
    uint64_t ns = 0;
    Read(clock, &ns);
    return ns;
}

}  // namespace

CLRSCOPE_HANDLER_CODE uint64_t MonotonicNs() {
    return ReadOrZero(CLOCK_MONOTONIC);
}
uint64_t RealtimeNs() {
    return ReadOrZero(CLOCK_REALTIME);
}
uint64_t ProcessCpuNs() {
    return ReadOrZero(CLOCK_PROCESS_CPUTIME_ID);
}
bool ThreadCpuNs(int32_t tid, uint64_t* ns) {
    return Read(ThreadCpuClockId(tid), ns);
}

void SleepNs(uint64_t ns) {
    timespec left = ToTimespec(ns);
    while (nanosleep(&left, &left) != 0 && errno == EINTR) {
    }
}

}  // namespace clrscope::platform
