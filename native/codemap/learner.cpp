#include "codemap/learner.h"

#include <algorithm>

#include "platform/clock.h"
#include "platform/memory.h"

namespace clrscope {

using layout::Counter;

namespace {

// How long a reservation may stay uncommitted before it counts as abandoned; the agent waits as long.
constexpr uint64_t kHoleNs = 2'000'000'000;

// Code that went this long ago is in no sample that is still to be learned from.
constexpr uint64_t kRememberGoneNs = 5'000'000'000;

// Code that nobody could name may get its method a moment later (it was being published), so ask again, but seldom.
constexpr uint64_t kAskAgainNs = 1'000'000'000;
constexpr size_t kMaxUnknown = 65536;

// Small enough for memory that is there already: parts can have megabytes, and fresh pages take longer than all else.
constexpr size_t kPartPiece = 32 << 10;

// Reading the list of mappings takes a millisecond in a large process: it is not read for this many times as long
// afterwards.
constexpr uint64_t kCodeFilesRest = 50;

// Whether one of these ranges, start -> end, holds an address.
bool Covers(const std::map<uintptr_t, uintptr_t>& ranges, uintptr_t pc) {
    const auto after = ranges.upper_bound(pc);
    return after != ranges.begin() && pc < std::prev(after)->second;
}

template <typename... Handlers>
struct Overloaded : Handlers... {
    using Handlers::operator()...;
};
template <typename... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

}  // namespace

Learner::Learner(SegmentFile* segment, MethodSource* source, CodeEvents* events, LookupGate* gate,
                 unwind::CodeTables* tables)
    : producer_(segment->Producer()),
      ring_(&segment->Ring()),
      journal_(&segment->Journal()),
      counters_(segment->Counters()),
      source_(source),
      events_(events),
      gate_(gate),
      tables_(tables),
      libraries_(journal_, tables) {}

bool Learner::Pass() {
    nowNs_ = platform::MonotonicNs();
    counters_.Add(Counter::LearnerPasses);
    ring_->PrepareAhead();
    libraries_.Refresh();
    // The ring's end first: code that samples up to there were taken in was announced before.
    const uint64_t head = ring_->Head();
    const bool isNew = ApplyEvents() || position_ < head;
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
    methods_.Purge(nowNs_ - kRememberGoneNs);
    DropGoneModules();
    journal_->Flush();
    // Release: the agent, having seen this position, sees the journal's new length.
    producer_->learned.store(position_, std::memory_order_release);
    return isNew;
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
        LearnPc(i == 0 ? frames[i] : frames[i] - 1, sample.timeNs);
    }
}

void Learner::LearnPc(uintptr_t pc, uint64_t timeNs) {
    if (libraries_.Covers(pc)) return;
    CodeEntry* entry = methods_.FindPresent(pc, timeNs);
    if (entry == nullptr) {
        const auto asked = unknown_.find(pc);
        if (asked != unknown_.end() && asked->second.askAgainNs > nowNs_) return;
        entry = methods_.FindGone(pc, timeNs);
        if (entry == nullptr) entry = LearnPrecompiled(pc);
        if (entry == nullptr) {
            LearnUnknown(pc);
            return;
        }
        if (asked != unknown_.end()) unknown_.erase(asked);
    }
    if (entry->key == 0) JournalMethod(entry);
}

void Learner::LearnUnknown(uintptr_t pc) {
    LearnRegion(pc);
    if (unknown_.size() >= kMaxUnknown) unknown_.clear();
    const auto [at, isNew] = unknown_.try_emplace(pc);
    if (isNew) counters_.Add(Counter::PcsUnknown);
    at->second.askAgainNs = nowNs_ + kAskAgainNs;
    if (!at->second.isStub) at->second.isStub = JournalStubCode(pc);
}

CodeEntry* Learner::LearnPrecompiled(uintptr_t pc) {
    if (!IsPrecompiled(pc)) return nullptr;
    MethodFacts facts;
    {
        const LookupGate::Pass pass(gate_);
        if (!pass) return nullptr;
        if (!source_->FindPrecompiled(pc, &facts)) {
            LearnPrecompiledStub(pc);
            return nullptr;
        }
    }
    CodeMap::Entries gone;
    CodeEntry* entry = methods_.Add(std::move(facts), nowNs_, &gone);
    JournalUnloads(gone);
    return entry;
}

bool Learner::IsPrecompiled(uintptr_t pc) {
    if (Covers(images_, pc)) return true;
    // Composite images and single-file bundles hold code of modules that do not lie where it does.
    if (codeFilesStale_) RefreshCodeFiles();
    return codeFiles_.Covers(pc);
}

void Learner::RefreshCodeFiles() {
    const uint64_t start = platform::MonotonicNs();
    if (start < refreshCodeFilesNs_) return;
    codeFiles_.Refresh();
    codeFilesStale_ = false;
    const uint64_t end = platform::MonotonicNs();
    refreshCodeFilesNs_ = end + kCodeFilesRest * (end - start);
}

void Learner::LearnPrecompiledStub(uintptr_t pc) {
    // Retired tables are freed by this thread alone, so it may look into them without a mark.
    unwind::ManagedCode code;
    if (tables_->Find(pc, &code) != unwind::CodeKind::Managed) return;
    JournalRegion(code.bounds.begin, code.bounds.end);
}

bool Learner::IsInKnownRegion(uintptr_t pc) const {
    return Covers(regions_, pc);
}

void Learner::LearnRegion(uintptr_t pc) {
    if (IsInKnownRegion(pc)) return;
    uintptr_t start;
    uintptr_t end;
    if (!codeFiles_.FindGenerated(pc, &start, &end)) {
        RefreshCodeFiles();
        if (!codeFiles_.FindGenerated(pc, &start, &end)) return;
    }
    JournalRegion(start, end);
}

void Learner::JournalRegion(uintptr_t start, uintptr_t end) {
    regions_[start] = end;
    journal_->Append(
        JournalRecord(layout::CodeRegionRecord{{0, layout::JournalKind::CodeRegion, 0, nowNs_}, start, end}));
}

bool Learner::JournalStubCode(uintptr_t pc) {
    if (!IsInKnownRegion(pc)) return false;
    const auto [regionStart, regionEnd] = *std::prev(regions_.upper_bound(pc));
    constexpr uintptr_t kReach = layout::kMaxStubCode / 2;
    const uintptr_t start = std::max(regionStart, pc - std::min(pc, kReach));
    const uintptr_t end = std::min(regionEnd, pc + kReach);
    uint8_t code[layout::kMaxStubCode];
    // The region may have gone since the sample was taken.
    const bool isRead = platform::ReadIfMapped(start, code, end - start);
    const uint32_t size = isRead ? static_cast<uint32_t>(end - start) : 0;
    const uint32_t flags = IsPrecompiled(pc) ? layout::kStubPrecompiled : 0u;
    JournalRecord record(layout::StubCodeRecord{{0, layout::JournalKind::StubCode, 0, nowNs_}, pc, start, size, flags});
    journal_->Append(std::move(record.Bytes(code, size).PadTo8()));
    return true;
}

void Learner::JournalMethod(CodeEntry* entry) {
    MethodFacts& facts = entry->facts;
    if (!facts.detailsRead) {
        const LookupGate::Pass pass(gate_);
        if (pass) source_->ReadDetails(&facts);
        facts.detailsRead = true;
    }
    if (facts.moduleId != 0) JournalModule(facts.moduleId);
    entry->key = ++lastKey_;
    JournalRecord record(layout::MethodRecord{{0, layout::JournalKind::Method, 0, nowNs_},
                                              entry->key,
                                              facts.functionId,
                                              facts.moduleId,
                                              entry->validFromNs,
                                              facts.token,
                                              facts.moduleId == 0 ? uint32_t{layout::kMethodDynamic} : 0u,
                                              static_cast<uint32_t>(facts.ranges.size()),
                                              static_cast<uint32_t>(facts.ilMap.size())});
    record.Bytes(facts.ranges.data(), facts.ranges.size() * sizeof(layout::CodeRange));
    record.Bytes(facts.ilMap.data(), facts.ilMap.size() * sizeof(layout::IlMapEntry));
    record.String(facts.name).String(facts.instantiation);
    journal_->Append(std::move(record));
    counters_.Add(Counter::MethodsLearned);
    // The agent has it from here on.
    facts.ilMap = {};
    facts.name = {};
    facts.instantiation = {};
    if (entry->goneNs != 0) JournalUnloads({entry});
}

void Learner::JournalUnloads(const CodeMap::Entries& gone) {
    for (const CodeEntry* entry : gone) {
        if (entry->key == 0) continue;
        journal_->Append(JournalRecord(
            layout::MethodUnloadRecord{{0, layout::JournalKind::MethodUnload, 0, entry->goneNs}, entry->key}));
        counters_.Add(Counter::MethodsUnloaded);
    }
}

bool Learner::JournalModule(uint64_t moduleId) {
    if (journaledModules_.count(moduleId) != 0) return true;
    const auto known = modules_.find(moduleId);
    ModuleFacts found;
    if (known == modules_.end()) {
        const LookupGate::Pass pass(gate_);
        if (!pass || !source_->FindModule(moduleId, &found)) return false;
    }
    ModuleFacts& facts = known == modules_.end() ? found : known->second;
    layout::ModuleRecord fixed{
        {0, layout::JournalKind::Module, 0, nowNs_}, moduleId, facts.baseAddress, facts.flags, 0, {}};
    std::copy(std::begin(facts.mvid), std::end(facts.mvid), fixed.mvid);
    journal_->Append(std::move(JournalRecord(fixed).String(facts.path).String(facts.assemblyName)));
    journaledModules_.insert(moduleId);
    if (facts.path.empty()) JournalParts(facts);
    facts.copies = {};  // the agent has them from here on
    return true;
}

void Learner::JournalParts(const ModuleFacts& module) {
    ModuleParts parts;
    {
        const LookupGate::Pass pass(gate_);
        if (!pass) return;
        parts = source_->FindParts(module);
    }
    JournalPart(module.moduleId, layout::ModulePart::Metadata, parts.metadata);
    JournalPart(module.moduleId, layout::ModulePart::PdbReference, PlaceOf(parts.pdbReference));
    JournalPart(module.moduleId, layout::ModulePart::EmbeddedPdb, parts.embeddedPdb);
}

void Learner::JournalPart(uint64_t moduleId, layout::ModulePart part, const PePlace& place) {
    uint8_t piece[kPartPiece];
    for (size_t offset = 0; offset < place.size; offset += kPartPiece) {
        const size_t size = std::min(kPartPiece, place.size - offset);
        // Without its end a part is of no use to the agent, and does no harm.
        if (!platform::ReadIfMapped(place.address + offset, piece, size)) return;
        JournalRecord record(layout::ModulePartRecord{{0, layout::JournalKind::ModulePart, 0, nowNs_},
                                                      moduleId,
                                                      place.size,
                                                      offset,
                                                      static_cast<uint32_t>(size),
                                                      part});
        journal_->Append(std::move(record.Bytes(piece, size).PadTo8()));
        journal_->Flush();
    }
}

bool Learner::ApplyEvents() {
    CodeMap::Entries gone;
    auto events = events_->Take();
    for (CodeEvent& event : events) {
        std::visit(
            Overloaded{
                [&](MethodCompiled& compiled) { methods_.Add(std::move(compiled.facts), compiled.timeNs, &gone); },
                [&](MethodGone& method) { methods_.RemoveDynamic(method.functionId, method.timeNs, &gone); },
                [&](ModuleLoaded& module) {
                    codeFilesStale_ = true;
                    if (module.facts.imageSize != 0) {
                        images_[module.facts.baseAddress] = module.facts.baseAddress + module.facts.imageSize;
                    }
                    journaledModules_.erase(module.facts.moduleId);
                    modules_[module.facts.moduleId] = std::move(module.facts);
                },
                [&](ModuleGone& module) {
                    methods_.RemoveModule(module.moduleId, module.timeNs, &gone);
                    goneModules_.push_back(module);
                },
            },
            event);
    }
    JournalUnloads(gone);
    return !events.empty();
}

// A module's record is kept as long as samples may still ask for code of it. Its methods' unloads say when it went.
void Learner::DropGoneModules() {
    while (!goneModules_.empty() && goneModules_.front().timeNs < nowNs_ - kRememberGoneNs) {
        const ModuleGone module = goneModules_.front();
        goneModules_.pop_front();
        const auto known = modules_.find(module.moduleId);
        // The same id may have come back as another module.
        if (known == modules_.end() || known->second.loadedNs > module.timeNs) continue;
        modules_.erase(known);
        if (journaledModules_.erase(module.moduleId) == 0) continue;
        journal_->Append(JournalRecord(
            layout::ModuleUnloadRecord{{0, layout::JournalKind::ModuleUnload, 0, module.timeNs}, module.moduleId}));
    }
}

}  // namespace clrscope
