#pragma once

#include <time.h>

#include <cstdint>

namespace clrscope::platform {

constexpr uint64_t kNsPerSecond = 1'000'000'000;

inline timespec ToTimespec(uint64_t ns) {
    return {static_cast<time_t>(ns / kNsPerSecond), static_cast<long>(ns % kNsPerSecond)};
}

}  // namespace clrscope::platform
