#include "codemap/learner.h"

#include <algorithm>

#include "platform/clock.h"

namespace clrscope {

using layout::Counter;

namespace {

// How long a reservation may stay uncommitted before it counts as abandoned; the agent waits as long.
constexpr uint64_t kHoleNs = 2'000'000'000;

// Code that nobody could name may get its method a moment later (it was being published), so ask again, but seldom.
constexpr uint64_t kAskAgainNs = 1'000'000'000;
constexpr size_t kMaxUnknown = 65536;

}  // namespace

Learner::Learner(SegmentFile* segment, MethodSource* source, CodeEvents* events, LookupGate* gate)
    : producer_(segment->Producer()),
      ring_(&segment->Ring()),
      journal_(&segment->Journal()),
      counters_(segment->Counters()),
      source_(source),
      events_(events),
      gate_(gate),
      libraries_(journal_) {}

void Learner::Pass() {
    nowNs_ = platform::MonotonicNs();
    counters_.Add(Counter::LearnerPasses);
    libraries_.Refresh();
    ApplyEvents();
    const uint64_t head = ring_->Head();
    while (position_ < head) {
        const layout::RecordHeader* record = ring_->At(position_);
        // The file can be written by others of this user, so the size is copied, then checked.
        const uint32_t size = record == nullptr ? 0 : record->size;
        const uint64_t untilEnd = ring_->Size() - (position_ & (ring_->Size() - 1));
        if (size < sizeof(*record) || size % layout::kRecordAlignment != 0 || size > untilEnd) {
            if (!SkipHole(head)) break;
            continue;
        }
        holeSinceNs_ = 0;
        if (record->kind == layout::RecordKind::Sample && size >= sizeof(layout::SampleRecord)) {
            LearnSample(*reinterpret_cast<const layout::SampleRecord*>(record), size);
        }
        position_ += size;
    }
    journal_->Flush();
    // Release: the agent, having seen this position, sees the journal's new length.
    producer_->learned.store(position_, std::memory_order_release);
}

bool Learner::SkipHole(uint64_t head) {
    if (holeSinceNs_ == 0) holeSinceNs_ = nowNs_;
    if (nowNs_ - holeSinceNs_ < kHoleNs) return false;
    do {
        position_ += layout::kRecordAlignment;
    } while (position_ < head && ring_->At(position_) == nullptr);
    holeSinceNs_ = 0;
    counters_.Add(Counter::RingHolesSkipped);
    return true;
}

void Learner::LearnSample(const layout::SampleRecord& sample, uint32_t size) {
    const auto* frames = reinterpret_cast<const uint64_t*>(&sample + 1);
    const auto room = static_cast<uint32_t>((size - sizeof(sample)) / sizeof(uint64_t));
    const uint32_t count = std::min<uint32_t>(sample.frameCount, room);
    for (uint32_t i = 0; i < count; ++i) {
        if (frames[i] < layout::kPseudoFrameLimit) continue;
        // A return address may be the first byte after the code that called.
        LearnPc(i == 0 ? frames[i] : frames[i] - 1);
    }
}

void Learner::LearnPc(uintptr_t pc) {
    if (methods_.Covers(pc) || libraries_.Covers(pc)) return;
    const auto asked = unknown_.find(pc);
    if (asked != unknown_.end() && asked->second > nowNs_) return;
    if (LearnMethod(pc)) {
        if (asked != unknown_.end()) unknown_.erase(asked);
        return;
    }
    if (asked == unknown_.end()) counters_.Add(Counter::PcsUnknown);
    if (unknown_.size() >= kMaxUnknown) unknown_.clear();
    unknown_[pc] = nowNs_ + kAskAgainNs;
}

bool Learner::LearnMethod(uintptr_t pc) {
    MethodFacts facts;
    {
        const LookupGate::Pass pass(gate_);
        if (!pass || !source_->FindMethod(pc, &facts)) return false;
        if (facts.moduleId != 0) EnsureModule(facts.moduleId);
    }
    Record(facts, 0);
    return methods_.Covers(pc);
}

void Learner::Record(const MethodFacts& facts, uint64_t compiledNs) {
    // Two methods never share an address: what was known there must be gone, even if its unloading was not announced.
    for (const layout::CodeRange& range : facts.ranges) {
        if (!methods_.Covers(range.start)) continue;
        Forget(compiledNs != 0 ? compiledNs : nowNs_, [&](const KnownMethod& known) {
            return std::any_of(known.ranges.begin(), known.ranges.end(), [&](const layout::CodeRange& old) {
                return old.start < range.start + range.size && range.start < old.start + old.size;
            });
        });
    }
    uint64_t validFromNs = compiledNs;
    for (const layout::CodeRange& range : facts.ranges) validFromNs = std::max(validFromNs, methods_.RetiredAt(range));
    const uint64_t key = ++lastKey_;
    JournalRecord record(layout::MethodRecord{{0, layout::JournalKind::Method, 0, nowNs_},
                                              key,
                                              facts.functionId,
                                              facts.moduleId,
                                              validFromNs,
                                              facts.token,
                                              facts.moduleId == 0 ? uint32_t{layout::kMethodDynamic} : 0u,
                                              static_cast<uint32_t>(facts.ranges.size()),
                                              static_cast<uint32_t>(facts.ilMap.size())});
    record.Bytes(facts.ranges.data(), facts.ranges.size() * sizeof(layout::CodeRange));
    record.Bytes(facts.ilMap.data(), facts.ilMap.size() * sizeof(layout::IlMapEntry));
    record.String(facts.name);
    journal_->Append(std::move(record));
    counters_.Add(Counter::MethodsLearned);
    methods_.Add({key, facts.functionId, facts.moduleId, facts.ranges});
}

void Learner::EnsureModule(uint64_t moduleId) {
    if (modules_.count(moduleId) != 0) return;
    ModuleFacts facts;
    if (!source_->FindModule(moduleId, &facts)) return;
    modules_.insert(moduleId);
    layout::ModuleRecord fixed{{0, layout::JournalKind::Module, 0, nowNs_}, moduleId, facts.baseAddress, facts.flags, 0, {}};
    std::copy(std::begin(facts.mvid), std::end(facts.mvid), fixed.mvid);
    journal_->Append(std::move(JournalRecord(fixed).String(facts.path).String(facts.assemblyName)));
}

void Learner::ApplyEvents() {
    for (const CodeEvent& event : events_->Take()) {
        switch (event.kind) {
            case CodeEvent::Kind::MethodCompiled:
                Record(event.facts, event.timeNs);
                break;
            case CodeEvent::Kind::MethodGone:
                Forget(event.timeNs, [&](const KnownMethod& known) { return known.functionId == event.id; });
                break;
            case CodeEvent::Kind::ModuleGone:
                DropModule(event.id, event.timeNs);
                break;
        }
    }
}

void Learner::JournalUnload(uint64_t key, uint64_t timeNs) {
    journal_->Append(JournalRecord(layout::MethodUnloadRecord{{0, layout::JournalKind::MethodUnload, 0, timeNs}, key}));
    counters_.Add(Counter::MethodsUnloaded);
}

void Learner::DropModule(uint64_t moduleId, uint64_t timeNs) {
    // It takes with it instantiations over its types of other modules' generic methods, and says nothing of them: whatever
    // the runtime does not confirm any more is gone too.
    Forget(timeNs, [&](const KnownMethod& known) {
        if (known.moduleId == moduleId) return true;
        if (known.moduleId == 0 || known.ranges.empty()) return false;
        const LookupGate::Pass pass(gate_);
        return pass && source_->FunctionAt(known.ranges.front().start) != known.functionId;
    });
    if (modules_.erase(moduleId) != 0) {
        journal_->Append(
            JournalRecord(layout::ModuleUnloadRecord{{0, layout::JournalKind::ModuleUnload, 0, timeNs}, moduleId}));
    }
    unknown_.clear();
}

}  // namespace clrscope
