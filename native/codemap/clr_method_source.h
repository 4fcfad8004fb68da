// Asks the CLR about managed code. Every call may take the runtime's locks: never from a signal handler.
#pragma once

#include "abi/com_ptr.h"
#include "abi/profiler_info.h"
#include "codemap/method_source.h"

namespace clrscope {

class ClrMethodSource : public MethodSource {
  public:
    // info outlives this.
    explicit ClrMethodSource(abi::ICorProfilerInfo9* info) : info_(info) {}

    bool FindMethod(uintptr_t pc, MethodFacts* facts) override;
    uint64_t FunctionAt(uintptr_t pc) override;
    bool FindModule(uint64_t moduleId, ModuleFacts* facts) override;

    // A method without metadata that has just been compiled; from within its callback.
    bool DescribeDynamic(abi::FunctionID function, MethodFacts* facts);

  private:
    bool FindRanges(uintptr_t codeStart, MethodFacts* facts);
    void ReadIlMap(uintptr_t codeStart, MethodFacts* facts);
    std::string DynamicName(abi::FunctionID function);
    std::string NameFromMetadata(abi::ModuleID module, abi::mdToken token);
    std::string ModulePath(abi::ModuleID module, ModuleFacts* facts);

    abi::ICorProfilerInfo9* info_;
};

}  // namespace clrscope
