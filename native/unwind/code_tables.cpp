#include "unwind/code_tables.h"

#include "unwind/unwind_info.h"

namespace clrscope::unwind {

bool CodeTables::AddCompiled(uintptr_t begin, uintptr_t end, const uint8_t* unwindInfo, size_t size) {
    bool replaced = false;
    const bool added = jit_.Add(begin, end, unwindInfo, size, &replaced);
    if (replaced) cache_.Invalidate();
    return added;
}

void CodeTables::AddImage(uintptr_t base, uint64_t size) {
    const PrecompiledImage image = PrecompiledImage::Read(base, size);
    if (image.Empty()) return;
    mapped_.AddImage(image);
    cache_.Invalidate();
}

void CodeTables::SetLibraries(std::vector<NativeRegion> libraries) {
    mapped_.SetLibraries(std::move(libraries));
    cache_.Invalidate();
}

CodeKind CodeTables::Find(uintptr_t instruction, CodeBounds* code, FrameRule* rule) const {
    *rule = FrameRule();
    JitFunction function;
    if (jit_.Find(instruction, &function)) {
        *code = {function.begin, function.end};
        PrologueReversal reversal;
        const auto offset = static_cast<uint32_t>(instruction - function.begin);
        if (reversal.Undo(function.unwindInfo, offset)) *rule = reversal.Result();
        return CodeKind::Managed;
    }
    const MappedRegion* region = mapped_.Find(instruction);
    if (region == nullptr) return CodeKind::None;
    if (region->native != nullptr) {
        *code = {region->begin, region->end};
        *rule = region->native->Find(instruction);
        return CodeKind::Native;
    }
    return region->image->Find(instruction, code, rule) ? CodeKind::Managed : CodeKind::None;
}

CachedRule CodeTables::FindRule(uintptr_t instruction) {
    const uint32_t generation = cache_.Generation();
    CachedRule found;
    if (cache_.Find(instruction, generation, &found)) return found;
    CodeBounds code;
    found.managed = Find(instruction, &code, &found.rule) == CodeKind::Managed;
    // What is not known now may be known the next time.
    if (found.rule.Base() != RuleBase::Unknown) cache_.Store(instruction, generation, found);
    return found;
}

bool CodeTables::Covers(uintptr_t instruction) const {
    CodeBounds code;
    FrameRule rule;
    return Find(instruction, &code, &rule) != CodeKind::None;
}

}  // namespace clrscope::unwind
