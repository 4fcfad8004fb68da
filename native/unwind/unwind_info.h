// Windows-style unwind information (UNWIND_INFO), which the CLR writes for all managed code on x64, on Linux too: in
// the exception directory of precompiled images, and beside each method that it compiles. Source of the format: "x64
// exception handling", struct UNWIND_INFO and UNWIND_CODE, in the Microsoft C++ documentation.
//
// Each code undoes one instruction of the prologue and says at which offset that instruction ends, so that the frame is
// known exactly at any instruction of the prologue and of the body. Epilogues are not described (see epilogue.h).
#pragma once

#include <cstddef>
#include <cstdint>

#include "unwind/frame_rule.h"

namespace clrscope::unwind {

// The size in bytes of an UNWIND_INFO's header and codes, from its first 4 bytes; 0 if it is not one that is known.
size_t UnwindInfoSize(const uint8_t* info);

// Whether it is continued in that of another function, whose RUNTIME_FUNCTION follows the codes: the rest of the
// prologue was executed there.
bool IsChained(const uint8_t* info);

// Whether the prologue pushes the frame pointer: the CLR's compilers do so in order to set their own.
bool SavesFramePointer(const uint8_t* info);

// The offset from which on all of the prologue has happened.
uint8_t PrologueEnd(const uint8_t* info);

// Undoes a prologue, innermost part first.
class PrologueReversal {
  public:
    // info: as long as UnwindInfoSize says. offset: of the instruction in its function; what follows it in the prologue
    // has not happened yet. False: it holds something unknown.
    bool Undo(const uint8_t* info, uint32_t offset);
    FrameRule Result() const;

  private:
    static constexpr int64_t kNotSaved = INT64_MIN;

    RuleBase base_ = RuleBase::StackPointer;
    int64_t depth_ = 0;  // of the stack pointer above base, so far
    int64_t savedFramePointer_ = kNotSaved;
};

}  // namespace clrscope::unwind
