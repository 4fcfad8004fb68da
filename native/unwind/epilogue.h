// Epilogues of managed code, which unwind information does not describe: told by their instructions, as the CLR's own
// unwinder does it (the form of an epilogue is prescribed: "x64 prolog and epilog", Microsoft C++ documentation).
#pragma once

#include <cstdint>

#include "unwind/cursor.h"

namespace clrscope::unwind {

struct CodeBounds {
    uintptr_t begin;
    uintptr_t end;
};

enum class EpilogueStep { NotInEpilogue, Moved, Ended };

// Innermost frames only: code is what is being executed, so it can be read.
EpilogueStep StepOutOfEpilogue(const CodeBounds& code, const StackBounds& bounds, Cursor* cursor,
                               layout::StopReason* reason);

}  // namespace clrscope::unwind
