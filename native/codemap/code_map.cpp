#include "codemap/code_map.h"

#include <algorithm>

namespace clrscope {

namespace {

// Enough for what one unload takes away; forgetting some only means that a sample taken before an unload and looked up
// after it may be given the name of the code that came next.
constexpr size_t kMaxRetired = 65536;
constexpr int kMaxLookBack = 64;

}  // namespace

bool CodeMap::Covers(uintptr_t pc) const {
    auto after = ranges_.upper_bound(pc);
    if (after == ranges_.begin()) return false;
    return pc < std::prev(after)->second.end;
}

void CodeMap::Add(KnownMethod method) {
    for (const layout::CodeRange& range : method.ranges) {
        ranges_[range.start] = {static_cast<uintptr_t>(range.start + range.size), method.key};
    }
    const uint64_t key = method.key;
    methods_.emplace(key, std::move(method));
}

void CodeMap::Retire(const layout::CodeRange& range, uint64_t key, uint64_t timeNs) {
    const auto found = ranges_.find(range.start);
    if (found != ranges_.end() && found->second.key == key) ranges_.erase(found);
    if (retired_.size() >= kMaxRetired) retired_.clear();
    retired_[range.start] = {static_cast<uintptr_t>(range.start + range.size), timeNs};
}

uint64_t CodeMap::RetiredAt(const layout::CodeRange& range) const {
    uint64_t latest = 0;
    // Retired ranges may overlap one another, but none is longer than a method: look a bounded way back.
    auto at = retired_.lower_bound(range.start + range.size);
    for (int looked = 0; looked < kMaxLookBack && at != retired_.begin(); ++looked) {
        --at;
        if (at->second.end > range.start) latest = std::max(latest, at->second.timeNs);
    }
    return latest;
}

}  // namespace clrscope
