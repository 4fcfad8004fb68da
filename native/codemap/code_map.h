// The code ranges that the journal already knows. Used by the learner's thread alone.
#pragma once

#include <cstdint>
#include <map>
#include <unordered_map>
#include <vector>

#include "segment/layout.h"

namespace clrscope {

struct KnownMethod {
    uint64_t key;  // as in the journal
    uint64_t functionId;
    uint64_t moduleId;
    std::vector<layout::CodeRange> ranges;
};

class CodeMap {
  public:
    bool Covers(uintptr_t pc) const;
    void Add(KnownMethod method);

    // When the code that lay here before was taken away; 0 if none is known to have been.
    uint64_t RetiredAt(const layout::CodeRange& range) const;

    // Forgets what predicate matches, taken away at timeNs, and returns the keys.
    template <typename Predicate>
    std::vector<uint64_t> RemoveIf(uint64_t timeNs, Predicate predicate) {
        std::vector<uint64_t> keys;
        for (auto at = methods_.begin(); at != methods_.end();) {
            if (!predicate(at->second)) {
                ++at;
                continue;
            }
            keys.push_back(at->first);
            for (const layout::CodeRange& range : at->second.ranges) Retire(range, at->first, timeNs);
            at = methods_.erase(at);
        }
        return keys;
    }

  private:
    struct Range {
        uintptr_t end;
        uint64_t key;
    };

    struct RetiredRange {
        uintptr_t end;
        uint64_t timeNs;
    };

    void Retire(const layout::CodeRange& range, uint64_t key, uint64_t timeNs);

    std::map<uintptr_t, Range> ranges_;           // by start; they do not overlap
    std::map<uintptr_t, RetiredRange> retired_;  // by start; bounded
    std::unordered_map<uint64_t, KnownMethod> methods_;
};

}  // namespace clrscope
