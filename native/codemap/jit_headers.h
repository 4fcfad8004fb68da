// What the runtime keeps beside each method that it compiles: its unwind information. The profiling API does not give
// it out.
//
// In front of the code lies a pointer to a header (RealCodeHeader), which ends with one RUNTIME_FUNCTION for the method's
// body and one for each funclet. Where in the header is said by the runtime itself, in the contract descriptor that it
// exports for diagnostic tools, from .NET 10 on; before, the places were the same in all versions.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "segment/layout.h"

namespace clrscope {

// A method body or funclet.
struct CompiledFunction {
    uintptr_t begin;
    uintptr_t end;
    std::vector<uint8_t> unwindInfo;
};

// Offsets in a RealCodeHeader.
struct JitHeaderLayout {
    uint32_t functionCount = 32;
    uint32_t functions = 36;

    // descriptor: the runtime's own description of its structures, JSON; "": it has none.
    static JitHeaderLayout From(std::string_view descriptor);
};

// Of the runtime in this process.
std::string_view RuntimeContractDescriptor();

// The functions of a method that has just been compiled; its code lies in range. Empty: what was found there makes no
// sense, as whatever it is it is not read without asking the system whether it is mapped.
std::vector<CompiledFunction> ReadCompiledFunctions(const JitHeaderLayout& layout, const layout::CodeRange& range);

}  // namespace clrscope
