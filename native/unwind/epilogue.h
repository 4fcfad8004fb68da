// Epilogues of managed code, which unwind information does not describe: told by their instructions, as the CLR's own
// unwinder does it (the form of an epilogue is prescribed: "x64 prolog and epilog", Microsoft C++ documentation).
#pragma once

#include <cstdint>

#include "unwind/frame_rule.h"

namespace clrscope::unwind {

struct CodeBounds {
    uintptr_t begin;
    uintptr_t end;
};

// How to leave the frame if the next instruction, at pc, belongs to an epilogue; else Unknown. Innermost frames only:
// code is what is being executed, so it can be read.
FrameRule EpilogueRule(const CodeBounds& code, uintptr_t pc);

}  // namespace clrscope::unwind
