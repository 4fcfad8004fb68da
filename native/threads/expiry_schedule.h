// When a thread's CPU clock is due for a sample: at first, first + interval, first + 2 x interval, ...
//
// With first at a random phase in (start, start + interval], the expected number of expiries in any stretch of CPU time
// equals its length / interval, so threads shorter than the interval count right on average.
#pragma once

#include <cstdint>

namespace clrscope {

struct ExpirySchedule {
    uint64_t firstNs = 0;
    uint64_t intervalNs = 0;  // 0: no schedule

    // random: any 64 random bits.
    static ExpirySchedule From(uint64_t startNs, uint64_t intervalNs, uint64_t random) {
        return {startNs + 1 + random % intervalNs, intervalNs};
    }

    // Expiries up to and including the moment when the CPU clock reads cpuNs.
    uint64_t ExpiriesBy(uint64_t cpuNs) const {
        return intervalNs == 0 || cpuNs < firstNs ? 0 : (cpuNs - firstNs) / intervalNs + 1;
    }
};

}  // namespace clrscope
