// All that walks know about code. Filled by ordinary threads, read by handlers.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "unwind/jit_code.h"
#include "unwind/mapped_code.h"
#include "unwind/reclaimer.h"
#include "unwind/rule_cache.h"

namespace clrscope::unwind {

enum class CodeKind { None, Managed, Native };

class CodeTables {
  public:
    CodeTables() : jit_(&reclaimer_), mapped_(&reclaimer_) {}

    // A method body or funclet that was compiled just now; unwindInfo is copied. False: there is no room, or its form
    // is not known.
    bool AddCompiled(uintptr_t begin, uintptr_t end, bool funclet, const uint8_t* unwindInfo, size_t size);
    // Whether code that was added lies in the same 64 KiB. Not for handlers.
    bool HasCompiledCodeNear(uintptr_t address) const { return jit_.HasChunkOf(address); }
    // Precompiled code of an image that stays, if it has any.
    void AddImage(uintptr_t base, uint64_t size);
    // Now and then: makes look-ups quick in images in which code has been looked for.
    void IndexImages() { mapped_.IndexImages(); }
    // Where methods return to whose return address the runtime has hijacked (hijack.h).
    void SetHijackStub(uintptr_t stub) { hijackStub_.store(stub, std::memory_order_relaxed); }
    // All native libraries.
    void SetLibraries(std::vector<NativeRegion> libraries);

    // Async-signal-safe, within a walk that is marked. The rule may be Unknown also where there is code. Of native code
    // found says nothing but the rule.
    CodeKind Find(uintptr_t instruction, ManagedCode* found) const;
    // Async-signal-safe, within a walk that is marked. The rule of a frame that has called: the same from the cache,
    // where that suffices.
    CachedRule FindRule(uintptr_t instruction);
    // Async-signal-safe, within a walk that is marked. FindRule, if the cache suffices.
    bool FindCached(uintptr_t instruction, CachedRule* found) const {
        return callers_.Find(instruction, Generation(), found);
    }
    // Async-signal-safe, within a walk that is marked. The rule of a frame that was interrupted before pc, which may be
    // in an epilogue.
    CachedRule FindInterruptedRule(uintptr_t pc);
    // Async-signal-safe. FindRule, or FindInterruptedRule, will be asked about this soon.
    void Prefetch(uintptr_t instruction) const { callers_.Prefetch(instruction); }
    void PrefetchInterrupted(uintptr_t pc) const { interrupted_.Prefetch(pc); }
    // Async-signal-safe, within a walk that is marked, both.
    bool Covers(uintptr_t instruction) const;
    bool InSameImage(uintptr_t one, uintptr_t other) const;
    // Async-signal-safe. 0: not known.
    uintptr_t HijackStub() const { return hijackStub_.load(std::memory_order_relaxed); }

    // Not for handlers.
    bool IsInImage(uintptr_t instruction) { return mapped_.IsInImage(instruction); }

    Reclaimer& Retired() { return reclaimer_; }
    size_t MemoryBytes() const { return jit_.MemoryBytes() + mapped_.MemoryBytes() + 2 * RuleCache::kBytes; }

  private:
    bool FindCompiled(uintptr_t instruction, ManagedCode* found) const;
    CachedRule Search(uintptr_t instruction, bool interrupted);
    // Async-signal-safe. Before looking into the tables.
    uint32_t Generation() const { return generation_.load(std::memory_order_acquire) % RuleCache::kGenerations; }
    // Code changed where other code was known, and the tables say so: what was cached before is not found any more.
    void NextGeneration() { generation_.fetch_add(1, std::memory_order_acq_rel); }

    Reclaimer reclaimer_;
    JitCode jit_;
    MappedCode mapped_;
    std::atomic<uint32_t> generation_{0};
    std::atomic<uintptr_t> hijackStub_{0};
    RuleCache callers_;
    RuleCache interrupted_;  // apart: of the same address it says something else, and most of it is seen once
};

}  // namespace clrscope::unwind
