#include "unwind/code_tables.h"

#include "platform/handler_code.h"
#include "unwind/unwind_info.h"

namespace clrscope::unwind {

bool CodeTables::AddCompiled(uintptr_t begin, uintptr_t end, bool funclet, const uint8_t* unwindInfo, size_t size) {
    bool replaced = false;
    const bool added = jit_.Add(begin, end, funclet, unwindInfo, size, &replaced);
    if (replaced) NextGeneration();
    return added;
}

void CodeTables::AddImage(uintptr_t base, uint64_t size) {
    const PrecompiledImage image = PrecompiledImage::Read(base, size);
    if (image.Empty()) return;
    mapped_.AddImage(image);
    NextGeneration();
}

void CodeTables::SetLibraries(std::vector<NativeRegion> libraries) {
    mapped_.SetLibraries(std::move(libraries));
    NextGeneration();
}

// Not inlined: what follows it in Find needs the stack.
CLRSCOPE_HANDLER_CODE __attribute__((noinline)) bool CodeTables::FindCompiled(uintptr_t instruction,
                                                                              ManagedCode* found) const {
    JitFunction function;
    if (!jit_.Find(instruction, &function)) return false;
    found->bounds = {function.begin, function.end};
    const auto offset = static_cast<uint32_t>(instruction - function.begin);
    PrologueReversal reversal;
    if (offset >= function.prologueEnd) {
        found->rule = function.bodyRule;
    } else if (reversal.Undo(function.unwindInfo, offset)) {
        found->rule = reversal.Result();
    }
    if (function.funclet) found->funclet = Funclet::Yes;
    return true;
}

CLRSCOPE_HANDLER_CODE CodeKind CodeTables::Find(uintptr_t instruction, ManagedCode* found) const {
    *found = {};
    if (FindCompiled(instruction, found)) return CodeKind::Managed;
    const MappedRegion* region = mapped_.Find(instruction);
    if (region == nullptr) return CodeKind::None;
    if (region->native != nullptr) {
        found->rule = region->native->Find(instruction);
        return CodeKind::Native;
    }
    return region->image->Find(instruction, found) ? CodeKind::Managed : CodeKind::None;
}

CLRSCOPE_HANDLER_CODE __attribute__((noinline)) CachedRule CodeTables::Search(uintptr_t instruction, bool interrupted) {
    const uint32_t generation = Generation();
    ManagedCode found;
    CachedRule rule{};
    rule.managed = Find(instruction, &found) == CodeKind::Managed;
    if (rule.managed && interrupted) rule.rule = EpilogueRule(found.bounds, instruction);
    if (rule.rule.Base() == RuleBase::Unknown) rule.rule = found.rule;
    rule.funclet = found.funclet;
    // What is not known now may be known the next time.
    if (rule.rule.Base() != RuleBase::Unknown)
        (interrupted ? interrupted_ : callers_).Store(instruction, generation, rule);
    return rule;
}

CLRSCOPE_HANDLER_CODE CachedRule CodeTables::FindRule(uintptr_t instruction) {
    CachedRule found;
    return callers_.Find(instruction, Generation(), &found) ? found : Search(instruction, false);
}

CLRSCOPE_HANDLER_CODE CachedRule CodeTables::FindInterruptedRule(uintptr_t pc) {
    CachedRule found;
    return interrupted_.Find(pc, Generation(), &found) ? found : Search(pc, true);
}

CLRSCOPE_HANDLER_CODE bool CodeTables::InSameImage(uintptr_t one, uintptr_t other) const {
    const MappedRegion* region = mapped_.Find(one);
    return region != nullptr && region->image != nullptr && other >= region->begin && other < region->end;
}

CLRSCOPE_HANDLER_CODE bool CodeTables::Covers(uintptr_t instruction) const {
    JitFunction function;
    return jit_.Find(instruction, &function) || mapped_.Find(instruction) != nullptr;
}

}  // namespace clrscope::unwind
