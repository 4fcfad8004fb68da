// Creates this process's segment and gives access to its parts. docs/segment-format.md, "Birth and death".
#pragma once

#include <memory>
#include <string>

#include "segment/counters.h"
#include "segment/journal.h"
#include "segment/layout.h"
#include "segment/ring.h"

namespace clrscope {

// What the control page asks for; the ranges are those of layout::Control.
struct ControlValues {
    bool cpuEnabled;
    uint32_t cpuHz;
    bool activityEnabled;
    uint32_t spansPerSecond;
    uint32_t spanPercent;
};

struct SegmentOptions {
    uint64_t ringSize;
    uint64_t journalLimit;
    uint32_t pinnedSettings;  // layout::PinnedSetting
    ControlValues initial;
};

class SegmentFile {
  public:
    // Null with a reason (naming the directory) if the file cannot be made there.
    static std::unique_ptr<SegmentFile> Create(const std::string& directory, const SegmentOptions& options,
                                               std::string* reason);

    layout::Control* Control() const { return Part<layout::Control>(layout::kControlOffset); }
    layout::Producer* Producer() const { return Part<layout::Producer>(layout::kProducerOffset); }
    CounterPage Counters() const { return CounterPage(Part<layout::Counters>(layout::kCountersOffset)); }
    clrscope::Ring& Ring() { return ring_; }
    clrscope::Journal& Journal() { return journal_; }
    const std::string& Directory() const { return directory_; }
    const std::string& Path() const { return path_; }

    // Has agents take it for that of a process which has ended. Nothing that is written afterwards need be read.
    void GiveUp();

  private:
    SegmentFile(int fd, std::byte* base, const std::string& directory, const std::string& path,
                const SegmentOptions& options);

    template <typename T>
    T* Part(uint64_t offset) const {
        return reinterpret_cast<T*>(base_ + offset);
    }

    int fd_;
    std::byte* base_;
    std::string directory_;
    std::string path_;
    clrscope::Ring ring_;
    clrscope::Journal journal_;
};

}  // namespace clrscope
