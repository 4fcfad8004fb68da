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

#include "platform/handler_code.h"
#include "unwind/managed_code.h"

namespace clrscope::unwind {

struct CachedRule {
    FrameRule rule;
    bool managed;
    Funclet funclet;
};

class RuleCache {
  public:
    // Async-signal-safe, both. Take the generation before looking into the tables.
    uint32_t Generation() const { return generation_.load(std::memory_order_acquire) & kGenerationMask; }
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
    void PrefetchGeneration() const { __builtin_prefetch(&generation_); }
    // In place of an old rule, or else of any.
    CLRSCOPE_HANDLER_CODE __attribute__((noinline)) void Store(uintptr_t instruction, uint32_t generation,
                                                               CachedRule cached) {
        const uint64_t value = cached.rule.Bits() | uint64_t{cached.managed} << 32 |
                               static_cast<uint64_t>(cached.funclet) << 33 | uint64_t{generation} << 35;
        Line& line = lines_[Index(instruction)];
        // Which one has to change from time to time, no more; increments may get lost.
        const uint32_t turn = turn_.load(std::memory_order_relaxed);
        turn_.store(turn + 1, std::memory_order_relaxed);
        Slot* place = &line.slots[turn % kWays];
        for (Slot& slot : line.slots) {
            const uint64_t old = slot.value.load(std::memory_order_relaxed);
            const bool same = (slot.check.load(std::memory_order_relaxed) ^ Mix(old)) == instruction;
            if (same || old == 0 || old >> 35 != generation) place = &slot;
            if (same) break;
        }
        place->value.store(value, std::memory_order_relaxed);
        place->check.store(instruction ^ Mix(value), std::memory_order_relaxed);
    }

    // Code changed where other code was known. After the tables say so.
    void Invalidate() { generation_.fetch_add(1, std::memory_order_acq_rel); }

    static constexpr size_t kBytes = size_t{4096} * 16;

  private:
    static constexpr uint32_t kGenerationMask = 0x1FFFFFFF;
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
    std::atomic<uint32_t> generation_{0};
    std::atomic<uint32_t> turn_{0};
};

}  // namespace clrscope::unwind
