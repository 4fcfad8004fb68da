// Clocks, in nanoseconds. MonotonicNs and ThreadCpuNs are async-signal-safe.
#pragma once

#include <cstdint>

namespace clrscope::platform {

uint64_t MonotonicNs();
uint64_t RealtimeNs();

// CPU time of this whole process.
uint64_t ProcessCpuNs();

// CPU time of a thread of this process, by kernel thread id. False if there is no such thread.
bool ThreadCpuNs(int32_t tid, uint64_t* ns);

void SleepNs(uint64_t ns);

}  // namespace clrscope::platform
