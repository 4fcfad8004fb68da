// The unwind data of one native library: its call frame information as it is, or compiled into sorted rows of 8 bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "unwind/call_frames.h"
#include "unwind/frame_rule.h"
#include "unwind/sorted_index.h"

namespace clrscope::unwind {

class NativeCode {
  public:
    NativeCode() = default;
    // begin: where the code is mapped. rows: sorted.
    NativeCode(uintptr_t begin, std::vector<NativeRow> rows);
    explicit NativeCode(std::unique_ptr<const CallFrames> frames) : frames_(std::move(frames)) {}

    // Async-signal-safe.
    FrameRule Find(uintptr_t instruction) const;

    // Whether look-ups are so many that it is to be compiled into rows.
    bool WantsRows() const { return frames_ != nullptr && frames_->WantsRows(); }
    // The same, as rows.
    NativeCode WithRows() const { return NativeCode(frames_->Begin(), frames_->Compile()); }

    const std::vector<NativeRow>& Rows() const { return rows_; }
    size_t MemoryBytes() const;

  private:
    std::unique_ptr<const CallFrames> frames_;  // if set, the rest is not
    uintptr_t begin_ = 0;
    std::vector<NativeRow> rows_;
    SortedIndex index_;
};

}  // namespace clrscope::unwind
