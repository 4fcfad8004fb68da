#include "unwind/native_code.h"

namespace clrscope::unwind {

FrameRule NativeCode::Find(uintptr_t instruction) const {
    const auto offset = static_cast<uint32_t>(instruction - begin);
    const NativeRow* first = rows.data();
    size_t count = rows.size();
    while (count > 0) {
        const size_t half = count / 2;
        if (first[half].start <= offset) {
            first += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return first == rows.data() ? FrameRule() : first[-1].rule;
}

}  // namespace clrscope::unwind
