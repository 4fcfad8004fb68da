#include "segment/segment_file.h"

#include "platform/clock.h"
#include "platform/file.h"
#include "platform/process.h"

namespace clrscope {

namespace {

void FillHeader(layout::Header* header, const SegmentOptions& options) {
    header->magic = layout::kMagic;
    header->version = layout::kVersion;
    header->headerSize = sizeof(layout::Header);
    header->pid = platform::ProcessId();
    header->pinnedSettings = options.pinnedSettings;
    header->processStartTicks = platform::ProcessStartTicks();
    header->startMonotonicNs = platform::MonotonicNs();
    header->startRealtimeNs = platform::RealtimeNs();
    header->ringOffset = layout::kRingOffset;
    header->ringSize = options.ringSize;
    header->journalOffset = layout::kRingOffset + options.ringSize;
    header->journalLimit = options.journalLimit;
}

}  // namespace

std::unique_ptr<SegmentFile> SegmentFile::Create(const std::string& directory, const SegmentOptions& options,
                                                 std::string* reason) {
    const std::string trouble = platform::PrepareDirectory(directory);
    if (!trouble.empty()) {
        *reason = directory + " " + trouble;
        return nullptr;
    }
    const std::string name =
        std::to_string(platform::ProcessId()) + "-" + std::to_string(platform::ProcessStartTicks()) + ".seg";
    const std::string temporary = directory + "/." + name + ".tmp";
    const std::string path = directory + "/" + name;
    const uint64_t mapped = layout::kRingOffset + options.ringSize;

    std::string why;
    const int fd = platform::CreateLockedFile(temporary, mapped, &why);
    if (fd < 0) {
        *reason = "no room or no right to create a file of " + std::to_string(mapped >> 10) + " KiB in " + directory +
                  ": " + why;
        return nullptr;
    }
    std::byte* base = platform::MapShared(fd, mapped);
    if (base == nullptr) {
        platform::Remove(temporary);
        *reason = "cannot map " + temporary;
        return nullptr;
    }
    FillHeader(reinterpret_cast<layout::Header*>(base), options);
    auto* control = reinterpret_cast<layout::Control*>(base + layout::kControlOffset);
    control->cpuEnabled.store(options.initial.cpuEnabled ? 1 : 0, std::memory_order_relaxed);
    control->cpuHz.store(options.initial.cpuHz, std::memory_order_relaxed);
    control->activityEnabled.store(options.initial.activityEnabled ? 1 : 0, std::memory_order_relaxed);
    control->spansPerSecond.store(options.initial.spansPerSecond, std::memory_order_relaxed);
    control->spanPercent.store(options.initial.spanPercent, std::memory_order_relaxed);
    if (!platform::Rename(temporary, path)) {
        platform::Remove(temporary);
        *reason = "cannot rename " + temporary;
        return nullptr;
    }
    return std::unique_ptr<SegmentFile>(new SegmentFile(fd, base, directory, path, options));
}

SegmentFile::SegmentFile(int fd, std::byte* base, const std::string& directory, const std::string& path,
                         const SegmentOptions& options)
    : fd_(fd),
      base_(base),
      directory_(directory),
      path_(path),
      ring_(base + layout::kRingOffset, options.ringSize, Producer(), Part<layout::Consumer>(layout::kConsumerOffset)),
      journal_(fd, layout::kRingOffset + options.ringSize, options.journalLimit, Producer(), Counters()) {}

void SegmentFile::GiveUp() {
    platform::Unlock(fd_);
}

}  // namespace clrscope
