#include "unwind/native_code.h"
#include "platform/handler_code.h"

#include <utility>

namespace clrscope::unwind {

NativeCode::NativeCode(uintptr_t begin, std::vector<NativeRow> rows)
    : begin_(begin),
      rows_(std::move(rows)),
      index_(static_cast<uint32_t>(rows_.size()), [this](uint32_t i) { return rows_[i].start; }) {}

CLRSCOPE_HANDLER_CODE FrameRule NativeCode::Find(uintptr_t instruction) const {
    if (index_.Empty()) return FrameRule();
    const auto offset = static_cast<uint32_t>(instruction - begin_);
    auto [first, last] = index_.Find(offset);
    while (first < last) {
        const uint32_t middle = first + (last - first) / 2;
        if (rows_[middle].start <= offset) {
            first = middle + 1;
        } else {
            last = middle;
        }
    }
    return first == 0 ? FrameRule() : rows_[first - 1].rule;
}

}  // namespace clrscope::unwind
