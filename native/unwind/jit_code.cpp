#include "unwind/jit_code.h"

#include <algorithm>

#include "unwind/unwind_info.h"

namespace clrscope::unwind {

namespace {

constexpr size_t kFirstCapacity = 16;

size_t Hash(uintptr_t chunk) {
    return static_cast<size_t>(chunk * 0x9E3779B97F4A7C15 >> 40);
}

}  // namespace

JitCode::JitCode(Reclaimer* reclaimer) : reclaimer_(reclaimer), slots_(new Slot[kSlots]) {}

JitCode::Slot* JitCode::FindSlot(uintptr_t chunk) const {
    for (size_t at = Hash(chunk);; ++at) {
        Slot* slot = &slots_[at % kSlots];
        const uintptr_t found = slot->chunk.load(std::memory_order_acquire);
        if (found == chunk + 1) return slot;
        if (found == 0) return nullptr;  // there always is a free one
    }
}

JitCode::Slot* JitCode::FindOrAddSlot(uintptr_t chunk) {
    if (Slot* slot = FindSlot(chunk)) return slot;
    if (chunks_ == kMaxChunks) return nullptr;
    ++chunks_;
    size_t at = Hash(chunk);
    while (slots_[at % kSlots].chunk.load(std::memory_order_relaxed) != 0) ++at;
    Slot* slot = &slots_[at % kSlots];
    slot->owner = std::make_shared<Table>(kFirstCapacity);
    memoryBytes_.fetch_add(kFirstCapacity * sizeof(JitFunction), std::memory_order_relaxed);
    slot->table.store(slot->owner.get(), std::memory_order_release);
    slot->chunk.store(chunk + 1, std::memory_order_release);
    return slot;
}

const uint8_t* JitCode::Keep(const uint8_t* unwindInfo, size_t size) {
    const auto [kept, isNew] = infos_.emplace(reinterpret_cast<const char*>(unwindInfo), size);
    if (isNew) memoryBytes_.fetch_add(sizeof(std::string) + size, std::memory_order_relaxed);
    return reinterpret_cast<const uint8_t*>(kept->data());
}

bool JitCode::Add(uintptr_t begin, uintptr_t end, const uint8_t* unwindInfo, size_t size, bool* replaced) {
    if (begin >= end || size < 4) return false;
    const size_t needed = UnwindInfoSize(unwindInfo);
    if (needed == 0 || needed > size || IsChained(unwindInfo)) return false;
    std::lock_guard lock(mutex_);
    const JitFunction function{begin, end, Keep(unwindInfo, needed)};
    const uintptr_t last = (end - 1) >> kChunkBits;
    for (uintptr_t chunk = begin >> kChunkBits; chunk <= last; ++chunk) {
        Slot* slot = FindOrAddSlot(chunk);
        if (slot == nullptr) return false;
        AddTo(slot, function, replaced);
    }
    return true;
}

void JitCode::AddTo(Slot* slot, const JitFunction& function, bool* replaced) {
    Table* table = slot->owner.get();
    const size_t count = table->count.load(std::memory_order_relaxed);
    const JitFunction* functions = table->functions.get();
    if (count < table->capacity && (count == 0 || functions[count - 1].end <= function.begin)) {
        table->functions[count] = function;
        table->count.store(count + 1, std::memory_order_release);
        return;
    }
    std::vector<JitFunction> merged;
    merged.reserve(count + 1);
    bool placed = false;
    // All versions of a method are announced again with each new one.
    const JitFunction* known = std::lower_bound(
        functions, functions + count, function.begin,
        [](const JitFunction& left, uintptr_t begin) { return left.begin < begin; });
    if (known != functions + count && known->begin == function.begin && known->end == function.end &&
        known->unwindInfo == function.unwindInfo) {
        return;
    }
    for (size_t i = 0; i < count; ++i) {
        if (functions[i].end > function.begin && functions[i].begin < function.end) {
            *replaced = true;
            continue;
        }
        if (!placed && functions[i].begin >= function.end) {
            merged.push_back(function);
            placed = true;
        }
        merged.push_back(functions[i]);
    }
    if (!placed) merged.push_back(function);

    const size_t capacity = std::max(table->capacity, merged.size() > table->capacity ? table->capacity * 2 : 0);
    auto changed = std::make_shared<Table>(capacity);
    std::copy(merged.begin(), merged.end(), changed->functions.get());
    changed->count.store(merged.size(), std::memory_order_relaxed);
    memoryBytes_.fetch_add((capacity - table->capacity) * sizeof(JitFunction), std::memory_order_relaxed);
    slot->table.store(changed.get(), std::memory_order_release);
    reclaimer_->Retire(std::exchange(slot->owner, std::move(changed)));
}

bool JitCode::Find(uintptr_t instruction, JitFunction* function) const {
    const Slot* slot = FindSlot(instruction >> kChunkBits);
    if (slot == nullptr) return false;
    const Table* table = slot->table.load(std::memory_order_acquire);
    const JitFunction* first = table->functions.get();
    size_t count = table->count.load(std::memory_order_acquire);
    // The last one that begins at or before the instruction.
    while (count > 0) {
        const size_t half = count / 2;
        if (first[half].begin <= instruction) {
            first += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    if (first == table->functions.get() || instruction >= first[-1].end) return false;
    *function = first[-1];
    return true;
}

}  // namespace clrscope::unwind
