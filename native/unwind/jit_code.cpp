#include "unwind/jit_code.h"

#include <algorithm>

#include "platform/handler_code.h"
#include "platform/memory.h"
#include "unwind/unwind_info.h"

namespace clrscope::unwind {

namespace {

constexpr size_t kFirstCapacity = 4;

constexpr uintptr_t kBeginsInCacheLine = 64 / sizeof(uint16_t);

size_t Hash(uintptr_t chunk) {
    return static_cast<size_t>(chunk * 0x9E3779B97F4A7C15 >> 40);
}

FrameRule BodyRule(const uint8_t* unwindInfo) {
    PrologueReversal reversal;
    return reversal.Undo(unwindInfo, UINT32_MAX) ? reversal.Result() : FrameRule();
}

}  // namespace

JitCode::JitCode(Reclaimer* reclaimer)
    : reclaimer_(reclaimer),
      slots_(static_cast<Slot*>(platform::ReserveMemory(kSlots * sizeof(Slot)))),
      owners_(static_cast<std::shared_ptr<Table>*>(platform::ReserveMemory(kSlots * sizeof(std::shared_ptr<Table>)))) {}

JitCode::~JitCode() {
    if (slots_ != nullptr && owners_ != nullptr) {
        for (size_t i = 0; i < kSlots; ++i) {
            if (slots_[i].chunk.load(std::memory_order_relaxed) != 0) owners_[i].reset();
        }
    }
    if (slots_ != nullptr) platform::ReleaseMemory(slots_, kSlots * sizeof(Slot));
    if (owners_ != nullptr) platform::ReleaseMemory(owners_, kSlots * sizeof(std::shared_ptr<Table>));
}

JitCode::Slot* JitCode::FindSlot(uintptr_t chunk) const {
    if (slots_ == nullptr) return nullptr;
    for (size_t at = Hash(chunk);; ++at) {
        Slot* slot = &slots_[at % kSlots];
        const uintptr_t found = slot->chunk.load(std::memory_order_acquire);
        if (found == chunk + 1) return slot;
        if (found == 0) return nullptr;  // there always is a free one
    }
}

JitCode::Slot* JitCode::FindOrAddSlot(uintptr_t chunk) {
    if (Slot* slot = FindSlot(chunk)) return slot;
    if (chunks_ == kMaxChunks || slots_ == nullptr || owners_ == nullptr) return nullptr;
    ++chunks_;
    size_t at = Hash(chunk);
    while (slots_[at % kSlots].chunk.load(std::memory_order_relaxed) != 0) ++at;
    Slot* slot = &slots_[at % kSlots];
    std::shared_ptr<Table>& owner = Owner(slot);
    owner = std::make_shared<Table>(kFirstCapacity);
    memoryBytes_.fetch_add(sizeof(Slot) + sizeof(owner) + sizeof(Table) + kFirstCapacity * kBytesOfFunction,
                           std::memory_order_relaxed);
    slot->table.store(owner.get(), std::memory_order_release);
    slot->chunk.store(chunk + 1, std::memory_order_release);
    const size_t bit = FilterBit(chunk);
    filter_[bit / 64].fetch_or(uint64_t{1} << (bit % 64), std::memory_order_release);
    return slot;
}

const uint8_t* JitCode::Keep(const uint8_t* unwindInfo, size_t size) {
    const auto [kept, isNew] = infos_.emplace(reinterpret_cast<const char*>(unwindInfo), size);
    if (isNew) memoryBytes_.fetch_add(sizeof(std::string) + size, std::memory_order_relaxed);
    return reinterpret_cast<const uint8_t*>(kept->data());
}

bool JitCode::Add(uintptr_t begin, uintptr_t end, bool funclet, const uint8_t* unwindInfo, size_t size,
                  bool* replaced) {
    if (begin >= end || size < 4) return false;
    const size_t needed = UnwindInfoSize(unwindInfo);
    if (needed == 0 || needed > size || IsChained(unwindInfo)) return false;
    std::lock_guard lock(mutex_);
    const JitFunction function{
        begin, end, funclet, PrologueEnd(unwindInfo), BodyRule(unwindInfo), Keep(unwindInfo, needed)};
    const uintptr_t last = (end - 1) >> kChunkBits;
    for (uintptr_t chunk = begin >> kChunkBits; chunk <= last; ++chunk) {
        Slot* slot = FindOrAddSlot(chunk);
        if (slot == nullptr) return false;
        AddTo(slot, chunk, function, replaced);
    }
    return true;
}

void JitCode::AddTo(Slot* slot, uintptr_t chunk, const JitFunction& function, bool* replaced) {
    const uintptr_t base = chunk << kChunkBits;
    const auto beginIn = static_cast<uint16_t>(std::max(function.begin, base) - base);
    std::shared_ptr<Table>& owner = Owner(slot);
    Table* table = owner.get();
    const size_t count = table->count.load(std::memory_order_relaxed);
    const JitFunction* functions = table->functions.get();
    if (count < table->capacity && (count == 0 || functions[count - 1].end <= function.begin)) {
        table->functions[count] = function;
        table->begins[count] = beginIn;
        table->count.store(count + 1, std::memory_order_release);
        return;
    }
    // What overlaps is a run of neighbours.
    const JitFunction* first = std::partition_point(
        functions, functions + count, [&](const JitFunction& left) { return left.end <= function.begin; });
    const JitFunction* last = std::partition_point(first, functions + count,
                                                   [&](const JitFunction& left) { return left.begin < function.end; });
    // All versions of a method are announced again with each new one.
    if (last - first == 1 && first->begin == function.begin && first->end == function.end &&
        first->funclet == function.funclet && first->unwindInfo == function.unwindInfo) {
        return;
    }
    if (first != last) *replaced = true;
    const size_t changedCount = count + 1 - static_cast<size_t>(last - first);
    const size_t capacity = changedCount > table->capacity ? table->capacity * 2 : table->capacity;
    auto changed = std::make_shared<Table>(capacity);
    JitFunction* to = std::copy(functions, first, changed->functions.get());
    *to++ = function;
    std::copy(last, functions + count, to);
    const uint16_t* begins = table->begins.get();
    uint16_t* beginsTo = std::copy(begins, begins + (first - functions), changed->begins.get());
    *beginsTo++ = beginIn;
    std::copy(begins + (last - functions), begins + count, beginsTo);
    changed->count.store(changedCount, std::memory_order_relaxed);
    memoryBytes_.fetch_add((capacity - table->capacity) * kBytesOfFunction, std::memory_order_relaxed);
    slot->table.store(changed.get(), std::memory_order_release);
    reclaimer_->Retire(std::exchange(owner, std::move(changed)));
}

CLRSCOPE_HANDLER_CODE bool JitCode::Find(uintptr_t instruction, JitFunction* function) const {
    const uintptr_t chunk = instruction >> kChunkBits;
    const size_t bit = FilterBit(chunk);
    if ((filter_[bit / 64].load(std::memory_order_acquire) >> (bit % 64) & 1) == 0) return false;
    const Slot* slot = FindSlot(chunk);
    if (slot == nullptr) return false;
    const Table* table = slot->table.load(std::memory_order_acquire);
    const uint16_t* begins = table->begins.get();
    const size_t count = table->count.load(std::memory_order_acquire);
    // All lines at once, and not one after the other as the search comes to them.
    for (size_t at = 0; at < count; at += kBeginsInCacheLine) __builtin_prefetch(begins + at);
    const auto offset = static_cast<uint16_t>(instruction - (chunk << kChunkBits));
    const uint16_t* after = std::upper_bound(begins, begins + count, offset);
    if (after == begins) return false;
    const JitFunction& candidate = table->functions[static_cast<size_t>(after - begins) - 1];
    if (instruction >= candidate.end) return false;
    *function = candidate;
    return true;
}

}  // namespace clrscope::unwind
