// Names of types as reflection writes them (System.Type.FullName, without assemblies). Asks the CLR: never from a
// signal handler, and only about types that cannot go away meanwhile.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "abi/metadata.h"
#include "abi/profiler_info.h"

namespace clrscope {

class ClrTypeNames {
  public:
    // info outlives this.
    explicit ClrTypeNames(abi::ICorProfilerInfo9* info) : info_(info) {}

    // The generic arguments of a method and of its type, as layout::MethodRecord has them; "" if there are none, or the
    // runtime does not know them since the code is shared.
    std::string Instantiation(abi::FunctionID function);

    // A type's name in its own metadata, nested ones after their outer type and the separator; "" if it has none.
    static std::string DefinitionName(abi::IMetaDataImport* metadata, abi::mdTypeDef type, char separator);

  private:
    // Some hundred types are the arguments of nearly all instantiations, and to read a name takes a dozen system calls.
    static constexpr size_t kMaxKnown = 4096;

    std::string DefinitionName(abi::ModuleID module, abi::mdTypeDef type);
    void Remember(const std::pair<abi::ModuleID, abi::mdTypeDef>& type, const std::string& name);
    std::string Name(abi::ClassID type, int depth);
    std::string Arguments(const abi::ClassID* types, abi::ULONG32 count, int depth);

    abi::ICorProfilerInfo9* info_;
    std::mutex mutex_;                                                       // of what follows
    std::map<std::pair<abi::ModuleID, abi::mdTypeDef>, std::string> known_;  // in modules that stay
};

}  // namespace clrscope
