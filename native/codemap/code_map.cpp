#include "codemap/code_map.h"

#include <algorithm>

namespace clrscope {

namespace {

// Should these be forgotten, a sample from before an unload could be given the name of the code that came after it.
constexpr size_t kMaxRetired = 65536;
// Retired ranges may overlap one another, but none is longer than a method: look this many of them back.
constexpr int kMaxLookBack = 64;

uintptr_t End(const layout::CodeRange& range) {
    return static_cast<uintptr_t>(range.start + range.size);
}

}  // namespace

bool CodeEntry::Covers(uintptr_t pc) const {
    return std::any_of(facts.ranges.begin(), facts.ranges.end(), [&](const layout::CodeRange& range) {
        return pc >= range.start && pc - range.start < range.size;
    });
}

CodeEntry* CodeMap::FindPresent(uintptr_t pc, uint64_t timeNs) const {
    const auto after = present_.upper_bound(pc);
    if (after == present_.begin()) return nullptr;
    CodeEntry* entry = std::prev(after)->second.get();
    return entry->CoversAt(pc, timeNs) ? entry : nullptr;
}

CodeEntry* CodeMap::FindGone(uintptr_t pc, uint64_t timeNs) const {
    const auto found =
        std::find_if(gone_.rbegin(), gone_.rend(), [&](const Shared& entry) { return entry->CoversAt(pc, timeNs); });
    return found == gone_.rend() ? nullptr : found->get();
}

CodeEntry* CodeMap::Add(MethodFacts facts, uint64_t timeNs, Entries* gone) {
    uint64_t validFromNs = 0;
    for (const layout::CodeRange& range : facts.ranges) {
        std::vector<Shared> replaced;
        auto at = present_.upper_bound(range.start);
        if (at != present_.begin()) --at;
        for (; at != present_.end() && at->first < End(range); ++at) {
            const MethodFacts& known = at->second->facts;
            if (known.functionId == facts.functionId && known.ranges.front().start == facts.ranges.front().start) {
                return nullptr;
            }
            if (at->first >= range.start || at->second->Covers(range.start)) replaced.push_back(at->second);
        }
        for (const Shared& entry : replaced) Remove(entry, timeNs, gone);
        validFromNs = std::max(validFromNs, RetiredAt(range));
    }
    const auto entry = std::make_shared<CodeEntry>(CodeEntry{std::move(facts), validFromNs});
    for (const layout::CodeRange& range : entry->facts.ranges) present_[range.start] = entry;
    if (entry->facts.moduleId == 0) dynamic_[entry->facts.functionId] = entry;
    return entry.get();
}

void CodeMap::RemoveDynamic(uint64_t functionId, uint64_t timeNs, Entries* gone) {
    const auto found = dynamic_.find(functionId);
    if (found != dynamic_.end()) Remove(Shared(found->second), timeNs, gone);
}

void CodeMap::RemoveModule(uint64_t moduleId, uint64_t timeNs, Entries* gone) {
    std::vector<Shared> entries;
    for (const auto& [start, entry] : present_) {
        if (entry->facts.moduleId == moduleId) entries.push_back(entry);
    }
    for (const Shared& entry : entries) Remove(entry, timeNs, gone);
}

void CodeMap::Remove(const Shared& entry, uint64_t timeNs, Entries* gone) {
    if (entry->goneNs != 0) return;
    entry->goneNs = timeNs;
    gone_.push_back(entry);
    gone->push_back(entry.get());
    if (entry->facts.moduleId == 0) dynamic_.erase(entry->facts.functionId);
    for (const layout::CodeRange& range : entry->facts.ranges) {
        present_.erase(range.start);
        if (retired_.size() >= kMaxRetired) retired_.clear();
        retired_[range.start] = {End(range), timeNs};
    }
}

uint64_t CodeMap::RetiredAt(const layout::CodeRange& range) const {
    uint64_t latest = 0;
    auto at = retired_.lower_bound(End(range));
    for (int looked = 0; looked < kMaxLookBack && at != retired_.begin(); ++looked) {
        --at;
        if (at->second.end > range.start) latest = std::max(latest, at->second.timeNs);
    }
    return latest;
}

void CodeMap::Purge(uint64_t beforeNs) {
    const auto keep =
        std::find_if(gone_.begin(), gone_.end(), [&](const Shared& entry) { return entry->goneNs >= beforeNs; });
    gone_.erase(gone_.begin(), keep);
}

}  // namespace clrscope
