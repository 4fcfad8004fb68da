#include "codemap/library_map.h"

#include <string_view>

#include "codemap/hijack_stub.h"
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

bool IsRuntime(const std::string& path) {
    constexpr std::string_view kName = "/libcoreclr.so";
    return path.size() >= kName.size() && path.compare(path.size() - kName.size(), kName.size(), kName) == 0;
}

}  // namespace

bool LibraryMap::Covers(uintptr_t pc) const {
    const auto after = byStart_.upper_bound(pc);
    return after != byStart_.begin() && pc < std::prev(after)->second.loaded.end;
}

void LibraryMap::Refresh() {
    const uint64_t generation = platform::LibraryGeneration();
    if (generation == generation_) return CompileWanted();
    generation_ = generation;
    const uint64_t now = platform::MonotonicNs();
    std::map<uintptr_t, Library> loaded;
    for (platform::LoadedLibrary& library : platform::LoadedLibraries()) {
        const uintptr_t start = library.start;
        loaded[start].loaded = std::move(library);
    }
    for (const auto& [start, library] : byStart_) {
        const auto still = loaded.find(start);
        if (still != loaded.end() && Same(still->second.loaded, library.loaded)) continue;
        journal_->Append(
            JournalRecord(layout::LibraryUnloadRecord{{0, layout::JournalKind::LibraryUnload, 0, now}, start}));
    }
    for (auto& [start, library] : loaded) {
        const auto before = byStart_.find(start);
        if (before != byStart_.end() && Same(before->second.loaded, library.loaded)) {
            library.code = before->second.code;
            library.read = before->second.read;
            library.searched = before->second.searched;
        } else {
            journal_->Append(Loaded(library.loaded, now));
        }
    }
    byStart_ = std::move(loaded);
    ReadUnwindData();
    Publish();
    FindRuntime();
}

// It stays, once it is there. After Publish, for which walks wait.
void LibraryMap::FindRuntime() {
    if (tables_->HijackStub() != 0) return;
    for (auto& [start, library] : byStart_) {
        if (library.searched || !IsRuntime(library.loaded.path)) continue;
        library.searched = true;
        tables_->SetHijackStub(FindHijackStub(library.loaded));
    }
}

void LibraryMap::ReadUnwindData() {
    for (auto& [start, library] : byStart_) {
        if (library.read) continue;
        library.read = true;
        if (library.loaded.unwindHeader == 0) continue;
        unwind::MemoryCopy memory{};
        memory.bytes = platform::CopyUnwindData(library.loaded, &memory.address);
        auto frames = std::make_unique<const unwind::CallFrames>(std::move(memory), library.loaded.unwindHeader, start,
                                                                 library.loaded.end);
        if (frames->Empty()) continue;
        library.code = std::make_shared<const unwind::NativeCode>(unwind::NativeCode(std::move(frames)));
    }
}

// One at a time: it takes some milliseconds, and samples wait to be learned from.
void LibraryMap::CompileWanted() {
    for (auto& [start, library] : byStart_) {
        if (library.code == nullptr || !library.code->WantsRows()) continue;
        library.code = std::make_shared<const unwind::NativeCode>(library.code->WithRows());
        return Publish();
    }
}

void LibraryMap::Publish() {
    std::vector<unwind::NativeRegion> regions;
    regions.reserve(byStart_.size());
    for (const auto& [start, library] : byStart_) regions.push_back({start, library.loaded.end, library.code});
    tables_->SetLibraries(std::move(regions));
}

}  // namespace clrscope
