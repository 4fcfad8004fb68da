// Which code lies, or has just lain, where. Used by the learner's thread alone.
//
// A sample is looked at a moment after it was taken, so code that has gone meanwhile is kept until Purge.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

#include "codemap/method_source.h"

namespace clrscope {

struct CodeEntry {
    MethodFacts facts;
    uint64_t validFromNs = 0;  // when other code that lay here went away; 0: none did
    uint64_t goneNs = 0;       // 0: still there
    uint64_t key = 0;          // in the journal; 0: not journaled yet

    bool Covers(uintptr_t pc) const;
    bool CoversAt(uintptr_t pc, uint64_t timeNs) const {
        return Covers(pc) && timeNs >= validFromNs && (goneNs == 0 || timeNs < goneNs);
    }
};

class CodeMap {
  public:
    using Entries = std::vector<CodeEntry*>;

    // The code that lies at pc, if it did so at that time already, or null. Entries are valid until the next Purge.
    CodeEntry* FindPresent(uintptr_t pc, uint64_t timeNs) const;
    // The code that lay at pc at that time and has gone since, or null.
    CodeEntry* FindGone(uintptr_t pc, uint64_t timeNs) const;

    // Code that came to be at timeNs. What lay there is gone, whether its going was announced or not: appended to gone.
    // Null if just this code is known already.
    CodeEntry* Add(MethodFacts facts, uint64_t timeNs, Entries* gone);

    void RemoveDynamic(uint64_t functionId, uint64_t timeNs, Entries* gone);
    void RemoveModule(uint64_t moduleId, uint64_t timeNs, Entries* gone);

    // Forgets code that went before that time.
    void Purge(uint64_t beforeNs);

  private:
    using Shared = std::shared_ptr<CodeEntry>;
    struct Retired {
        uintptr_t end;
        uint64_t timeNs;
    };

    void Remove(const Shared& entry, uint64_t timeNs, Entries* gone);
    uint64_t RetiredAt(const layout::CodeRange& range) const;

    std::map<uintptr_t, Shared> present_;           // by start of each range; these do not overlap
    std::unordered_map<uint64_t, Shared> dynamic_;  // of these the dynamic methods, by function
    std::vector<Shared> gone_;                      // oldest first
    std::map<uintptr_t, Retired> retired_;          // by start, bounded: tells reuse of an address also after Purge
};

}  // namespace clrscope
