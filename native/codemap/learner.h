// Reads the ring behind the handlers and journals every fact that its records refer to, before it lets the agent see them
// (docs/segment-format.md, "learned"). Runs on our own thread.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <unordered_set>

#include "codemap/code_events.h"
#include "codemap/code_map.h"
#include "codemap/library_map.h"
#include "codemap/lookup_gate.h"
#include "codemap/method_source.h"
#include "segment/segment_file.h"

namespace clrscope {

class Learner {
  public:
    Learner(SegmentFile* segment, MethodSource* source, CodeEvents* events, LookupGate* gate);

    void Pass();

  private:
    void ApplyEvents();
    void LearnSample(const layout::SampleRecord& sample, uint32_t size);
    void LearnPc(uintptr_t pc);
    bool LearnMethod(uintptr_t pc);
    // compiledNs: when the code came to be, 0 if that is not known.
    void Record(const MethodFacts& facts, uint64_t compiledNs);
    void EnsureModule(uint64_t moduleId);
    void DropModule(uint64_t moduleId, uint64_t timeNs);
    template <typename Predicate>
    void Forget(uint64_t timeNs, Predicate predicate) {
        for (const uint64_t key : methods_.RemoveIf(timeNs, predicate)) JournalUnload(key, timeNs);
    }
    void JournalUnload(uint64_t key, uint64_t timeNs);
    // True: position was moved past an abandoned reservation.
    bool SkipHole(uint64_t head);

    layout::Producer* producer_;
    Ring* ring_;
    Journal* journal_;
    CounterPage counters_;
    MethodSource* source_;
    CodeEvents* events_;
    LookupGate* gate_;

    uint64_t position_ = 0;
    uint64_t holeSinceNs_ = 0;  // 0: not at a hole
    uint64_t nowNs_ = 0;        // of this pass

    CodeMap methods_;
    LibraryMap libraries_;
    std::unordered_set<uint64_t> modules_;
    std::unordered_map<uintptr_t, uint64_t> unknown_;  // pc -> when to ask again
    uint64_t lastKey_ = 0;
};

}  // namespace clrscope
