// Waiting for a condition, and for CPU time to be used.
#pragma once

#include <time.h>

#include <chrono>
#include <thread>

#include "platform/clock.h"
#include "platform/threads.h"

namespace clrscope::test {

// False if the condition does not hold within ten seconds.
template <typename Condition>
bool Eventually(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
}

// CPU time of the calling thread.
inline uint64_t OwnCpuNs() {
    uint64_t ns = 0;
    platform::ThreadCpuNs(platform::CurrentThreadId(), &ns);
    return ns;
}

// Computes until the calling thread has used that much more CPU time.
inline void Burn(uint64_t ns) {
    const uint64_t end = OwnCpuNs() + ns;
    volatile uint64_t sink = 0;
    while (OwnCpuNs() < end) {
        for (int i = 0; i < 10000; ++i) sink = sink * 31 + 7;
    }
}

}  // namespace clrscope::test
