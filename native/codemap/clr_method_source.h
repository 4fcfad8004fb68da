// Asks the CLR about managed code. Every call may take the runtime's locks: never from a signal handler.
#pragma once

#include <mutex>
#include <unordered_set>

#include "abi/com_ptr.h"
#include "abi/profiler_info.h"
#include "codemap/clr_type_names.h"
#include "codemap/method_source.h"

namespace clrscope {

class ClrMethodSource : public MethodSource {
  public:
    // info outlives this.
    explicit ClrMethodSource(abi::ICorProfilerInfo9* info) : info_(info), types_(info) {}

    bool FindPrecompiled(uintptr_t pc, MethodFacts* facts) override;
    void ReadDetails(MethodFacts* facts) override;
    bool FindModule(uint64_t moduleId, ModuleFacts* facts) override;
    ModuleParts FindParts(const ModuleFacts& module) override;

    // All code versions of a method, from within the callback that announces a new one.
    std::vector<MethodFacts> DescribeCompiled(abi::FunctionID function);
    // A dynamic method, from within the callback that announces it.
    bool DescribeDynamic(abi::FunctionID function, MethodFacts* facts);
    // A module, from within the callback that announces it.
    ModuleFacts DescribeLoaded(abi::ModuleID module);
    void ForgetModule(abi::ModuleID module);

  private:
    void AskForMvid(ModuleFacts* facts);
    bool FindRanges(uintptr_t codeStart, MethodFacts* facts);
    std::string DynamicName(abi::FunctionID function);
    std::string NameFromMetadata(abi::ModuleID module, abi::mdToken token);
    // Whether nobody else can name the methods of a module.
    bool MustBeNamed(abi::ModuleID module);

    abi::ICorProfilerInfo9* info_;
    ClrTypeNames types_;
    std::mutex mutex_;
    std::unordered_set<abi::ModuleID> collectible_;  // modules loaded now that can be unloaded
    std::unordered_set<abi::ModuleID> unreadable_;   // modules loaded now whose metadata the agent will not have
};

}  // namespace clrscope
