// Rules of addresses that walks have met lately. The callers in hot stacks are few, and a hit costs one cache line
// instead of the dozen that a search through the tables touches.
//
// Four slots share a cache line, and an address can be in any of those of its line: to look at all of them costs no
// more memory than to look at one.
//
// Handlers on all threads read and write it without order. A slot has two words; the first is the address mixed with
// the second, so halves of two writes do not match any address. The second holds the generation of the tables: a rule
// that was found before code changed at known addresses is not found after it.
#pragma once

#include <atomic>
#include <cstdint>

#include "unwind/managed_code.h"

namespace clrscope::unwind {

struct CachedRule {
    FrameRule rule;
    bool managed;
    Funclet funclet;
};

class RuleCache {
  public:
    // Async-signal-safe, all. The generation is that of before the tables were looked into, modulo kGenerations.
    bool Find(uintptr_t instruction, uint32_t generation, CachedRule* cached) const {
        for (const Slot& slot : LineOf(instruction).slots) {
            const uint64_t value = slot.value.load(std::memory_order_relaxed);
            if ((slot.check.load(std::memory_order_relaxed) ^ Mix(value)) != instruction) continue;
            if (value >> 35 != generation) continue;
            *cached = {FrameRule::FromBits(static_cast<uint32_t>(value)), (value >> 32 & 1) != 0,
                       static_cast<Funclet>(value >> 33 & 3)};
            return true;
        }
        return false;
    }
    void Prefetch(uintptr_t instruction) const { __builtin_prefetch(&LineOf(instruction)); }
    // In place of an old rule, or else of any.
    void Store(uintptr_t instruction, uint32_t generation, const CachedRule& cached);

    static constexpr uint32_t kGenerations = 1u << 29;
    static constexpr size_t kBytes = size_t{4096} * 16;

  private:
    static constexpr uint64_t kMixer = 0x9E3779B97F4A7C15;
    struct Slot {
        std::atomic<uint64_t> check{0};
        std::atomic<uint64_t> value{0};
    };

    static constexpr size_t kWays = 4;
    static constexpr int kLineBits = 10;
    struct alignas(64) Line {
        Slot slots[kWays];
    };
    static_assert(sizeof(Line) << kLineBits == kBytes);

    static size_t Index(uintptr_t instruction) {
        return static_cast<size_t>((instruction ^ instruction >> 13) * kMixer >> (64 - kLineBits));
    }
    const Line& LineOf(uintptr_t instruction) const { return lines_[Index(instruction)]; }
    static uint64_t Mix(uint64_t value) { return (value + 1) * kMixer; }

    Line lines_[size_t{1} << kLineBits];
    std::atomic<uint32_t> turn_{0};
};

}  // namespace clrscope::unwind
