#include "codemap/library_map.h"

#include "platform/clock.h"

namespace clrscope {

namespace {

bool Same(const platform::LoadedLibrary& a, const platform::LoadedLibrary& b) {
    return a.end == b.end && a.path == b.path && a.buildId == b.buildId;
}

JournalRecord Loaded(const platform::LoadedLibrary& library, uint64_t now) {
    JournalRecord record(layout::LibraryRecord{{0, layout::JournalKind::Library, 0, now},
                                               library.start,
                                               library.end,
                                               library.fileOffset,
                                               library.loadBias,
                                               static_cast<uint32_t>(library.buildId.size()),
                                               0});
    record.Bytes(library.buildId.data(), library.buildId.size()).PadTo8().String(library.path);
    return record;
}

}  // namespace

bool LibraryMap::Covers(uintptr_t pc) const {
    const auto after = byStart_.upper_bound(pc);
    return after != byStart_.begin() && pc < std::prev(after)->second.end;
}

void LibraryMap::Refresh() {
    const uint64_t generation = platform::LibraryGeneration();
    if (generation == generation_) return;
    generation_ = generation;
    const uint64_t now = platform::MonotonicNs();
    std::map<uintptr_t, platform::LoadedLibrary> loaded;
    for (platform::LoadedLibrary& library : platform::LoadedLibraries()) {
        const uintptr_t start = library.start;
        loaded.emplace(start, std::move(library));
    }
    for (const auto& [start, library] : byStart_) {
        const auto still = loaded.find(start);
        if (still != loaded.end() && Same(still->second, library)) continue;
        journal_->Append(
            JournalRecord(layout::LibraryUnloadRecord{{0, layout::JournalKind::LibraryUnload, 0, now}, start}));
    }
    for (const auto& [start, library] : loaded) {
        const auto before = byStart_.find(start);
        if (before != byStart_.end() && Same(before->second, library)) continue;
        journal_->Append(Loaded(library, now));
    }
    byStart_ = std::move(loaded);
}

}  // namespace clrscope
