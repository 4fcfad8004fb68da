#include "unwind/rule_cache.h"

#include "platform/handler_code.h"

namespace clrscope::unwind {

CLRSCOPE_HANDLER_CODE void RuleCache::Store(uintptr_t instruction, uint32_t generation, const CachedRule& cached) {
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

}  // namespace clrscope::unwind
