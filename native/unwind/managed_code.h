// What is found about an address in managed code.
#pragma once

#include <cstdint>

#include "unwind/epilogue.h"
#include "unwind/frame_rule.h"

namespace clrscope::unwind {

// A funclet is a catch, finally or filter block that was compiled as a function of its own. It runs on the frame
// pointer of its method's body.
enum class Funclet : uint32_t {
    No,
    Yes,
    Possible,  // precompiled images do not tell funclets from methods without a frame pointer
};

struct ManagedCode {
    CodeBounds bounds;  // of the method body or funclet
    FrameRule rule;     // at the instruction
    Funclet funclet;
};

}  // namespace clrscope::unwind
