// All that walks know about code. Filled by ordinary threads, read by handlers.
#pragma once

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
    // All native libraries.
    void SetLibraries(std::vector<NativeRegion> libraries);

    // Async-signal-safe, within a walk that is marked. The rule may be Unknown also where there is code. Of native code
    // found says nothing but the rule.
    CodeKind Find(uintptr_t instruction, ManagedCode* found) const;
    // Async-signal-safe, within a walk that is marked. The same from the cache, where that suffices.
    CachedRule FindRule(uintptr_t instruction);
    // Async-signal-safe. FindRule will be asked about this soon.
    void Prefetch(uintptr_t instruction) const { cache_.Prefetch(instruction); }
    // Async-signal-safe. Find will be asked about this soon.
    void PrefetchInnermost(uintptr_t instruction) const {
        jit_.Prefetch(instruction);
        mapped_.Prefetch();
        cache_.PrefetchGeneration();
    }
    // Async-signal-safe, within a walk that is marked, both.
    bool Covers(uintptr_t instruction) const;
    bool InSameImage(uintptr_t one, uintptr_t other) const;

    // Not for handlers.
    bool IsInImage(uintptr_t instruction) { return mapped_.IsInImage(instruction); }

    Reclaimer& Retired() { return reclaimer_; }
    size_t MemoryBytes() const { return jit_.MemoryBytes() + mapped_.MemoryBytes() + RuleCache::kBytes; }

  private:
    bool FindCompiled(uintptr_t instruction, ManagedCode* found) const;

    Reclaimer reclaimer_;
    JitCode jit_;
    MappedCode mapped_;
    RuleCache cache_;
};

}  // namespace clrscope::unwind
