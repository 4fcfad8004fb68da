// Reads the ring behind the handlers and journals every fact that its records refer to, before it lets the agent see
// them (docs/segment-format.md, "learned"). Runs on our own thread.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "codemap/code_events.h"
#include "codemap/code_map.h"
#include "codemap/library_map.h"
#include "codemap/lookup_gate.h"
#include "codemap/method_source.h"
#include "platform/code_files.h"
#include "segment/segment_file.h"

namespace clrscope {

class Learner {
  public:
    Learner(SegmentFile* segment, MethodSource* source, CodeEvents* events, LookupGate* gate,
            unwind::CodeTables* tables);

    // True: there was something to learn.
    bool Pass();

  private:
    struct Unknown {
        uint64_t askAgainNs;
        bool isStub;  // and journaled as one
    };

    // True: there were any.
    bool ApplyEvents();
    void LearnSample(const layout::SampleRecord& sample, uint32_t size);
    void LearnPc(uintptr_t pc, uint64_t timeNs);
    // What is journaled of code that nobody could name.
    void LearnUnknown(uintptr_t pc);
    CodeEntry* LearnPrecompiled(uintptr_t pc);
    void JournalMethod(CodeEntry* entry);
    void JournalUnloads(const CodeMap::Entries& gone);
    // True: the module is journaled now.
    bool JournalModule(uint64_t moduleId);
    void JournalParts(const ModuleFacts& module);
    void JournalPart(uint64_t moduleId, layout::ModulePart part, const PePlace& place);
    void DropGoneModules();
    bool IsPrecompiled(uintptr_t pc);
    // Journals the memory around code that is no method: the runtime's stubs, as far as anybody can tell.
    void LearnRegion(uintptr_t pc);
    // The same for code of an image that is no method: stubs for native calls are compiled in advance, too.
    void LearnPrecompiledStub(uintptr_t pc);
    bool IsInKnownRegion(uintptr_t pc) const;
    void JournalRegion(uintptr_t start, uintptr_t end);
    // Journals what lies around it, by which the agent tells what stub it is. False: it lies in no known region.
    bool JournalStubCode(uintptr_t pc);
    void RefreshCodeFiles();
    // True: the position was moved past an abandoned reservation.
    bool SkipHole(uint64_t head);

    layout::Producer* producer_;
    Ring* ring_;
    Journal* journal_;
    CounterPage counters_;
    MethodSource* source_;
    CodeEvents* events_;
    LookupGate* gate_;
    unwind::CodeTables* tables_;

    uint64_t position_ = 0;
    uint64_t holeSinceNs_ = 0;  // 0: not at a hole
    uint64_t nowNs_ = 0;        // of this pass

    CodeMap methods_;
    LibraryMap libraries_;
    std::map<uintptr_t, uintptr_t> images_;  // of modules with precompiled code, which never go: start -> end
    platform::CodeFiles codeFiles_;
    bool codeFilesStale_ = true;              // a module was loaded since they were read
    uint64_t refreshCodeFilesNs_ = 0;         // not before
    std::map<uintptr_t, uintptr_t> regions_;  // journaled: start -> end
    std::unordered_map<uint64_t, ModuleFacts> modules_;
    std::unordered_set<uint64_t> journaledModules_;
    std::deque<ModuleGone> goneModules_;              // oldest first
    std::unordered_map<uintptr_t, Unknown> unknown_;  // by pc
    uint64_t lastKey_ = 0;
};

}  // namespace clrscope
