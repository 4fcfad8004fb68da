#include "unwind/native_code.h"

#include <algorithm>
#include <utility>

#include "platform/handler_code.h"

namespace clrscope::unwind {

NativeCode::NativeCode(uintptr_t begin, std::vector<NativeRow> rows)
    : begin_(begin),
      rows_(std::move(rows)),
      index_(static_cast<uint32_t>(rows_.size()), [this](uint32_t i) { return rows_[i].start; }) {}

size_t NativeCode::MemoryBytes() const {
    return rows_.capacity() * sizeof(NativeRow) + index_.MemoryBytes() +
           (frames_ == nullptr ? 0 : frames_->MemoryBytes());
}

CLRSCOPE_HANDLER_CODE FrameRule NativeCode::Find(uintptr_t instruction) const {
    if (frames_ != nullptr) return frames_->Find(instruction);
    if (index_.Empty()) return FrameRule();
    const auto offset = static_cast<uint32_t>(instruction - begin_);
    const auto [first, last] = index_.Find(offset);
    const NativeRow* rows = rows_.data();
    const NativeRow* after = std::upper_bound(rows + first, rows + last, offset,
                                              [](uint32_t at, const NativeRow& right) { return at < right.start; });
    return after == rows ? FrameRule() : after[-1].rule;
}

}  // namespace clrscope::unwind
