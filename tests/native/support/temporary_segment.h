// A segment in a directory of its own.
#pragma once

#include <stdexcept>

#include "segment/segment_file.h"
#include "support/temporary_directory.h"

namespace clrscope::test {

class TemporarySegment {
  public:
    static constexpr ControlValues kInitial{true, 100, true, 10'000, 100};

    explicit TemporarySegment(uint64_t ringSize = 8 << 20) {
        std::string reason;
        segment_ = SegmentFile::Create(directory_.Path(), {ringSize, 64 << 20, 0, kInitial}, &reason);
        if (segment_ == nullptr) throw std::runtime_error(reason);
    }

    SegmentFile& operator*() { return *segment_; }
    SegmentFile* operator->() { return segment_.get(); }

  private:
    TemporaryDirectory directory_;
    std::unique_ptr<SegmentFile> segment_;
};

}  // namespace clrscope::test
