// What is found about an address in managed code.
#pragma once

#include "unwind/epilogue.h"
#include "unwind/frame_rule.h"

namespace clrscope::unwind {

struct ManagedCode {
    CodeBounds bounds;  // of the method body or funclet
    FrameRule rule;     // at the instruction
    bool funclet;
};

}  // namespace clrscope::unwind
