// How many inputs a fuzz test tries: CLRSCOPE_FUZZ, or few enough for every test run.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace clrscope::test {

inline uint64_t FuzzRounds() {
    const char* wanted = std::getenv("CLRSCOPE_FUZZ");
    return wanted == nullptr ? 100'000 : std::strtoull(wanted, nullptr, 10);
}

// Tells how far a long run has come.
inline void ShowProgress(uint64_t round, uint64_t rounds) {
    if (rounds < 1'000'000 || round % (rounds / 10) != 0) return;
    std::printf("%lu of %lu inputs\n", round, rounds);
    std::fflush(stdout);
}

}  // namespace clrscope::test
