// What the runtime keeps beside each method that it compiles: its unwind information. The profiling API does not give
// it out.
//
// In front of the code lies a pointer to a header (RealCodeHeader), which ends with one RUNTIME_FUNCTION for the
// method's body and one for each funclet. Where in the header is said by the runtime itself, in the contract descriptor
// that it exports for diagnostic tools, from .NET 10 on; before, the places were the same in all versions.
#pragma once

#include <atomic>
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

// Reads these headers. Through the system, which refuses what is not mapped, until the first ones have made sense; from
// then on memory is read as it lies, where other compiled code is known to be near.
class JitHeaders {
  public:
    explicit JitHeaders(JitHeaderLayout layout) : layout_(layout) {}

    // The functions of a method whose code lies in range, from within the callback that announces it. Empty: what was
    // found there makes no sense, as with code that was not compiled here. nearCompiledCode: there is code nearby whose
    // header did make sense. From any thread.
    std::vector<CompiledFunction> Read(const layout::CodeRange& range, bool nearCompiledCode);

  private:
    static constexpr int kToConfirm = 32;

    std::vector<CompiledFunction> TryRead(const layout::CodeRange& range, bool direct) const;

    JitHeaderLayout layout_;
    std::atomic<int> confirmed_{0};  // reads that made sense since the last one that did not
};

}  // namespace clrscope
