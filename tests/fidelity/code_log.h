// Which code belongs to which method, one line each: kind, function, start, size, time, first bytes, name. report.py
// reads prologues out of it.
#pragma once

#include <mutex>
#include <string>
#include <unordered_set>

#include "abi/profiler_info.h"

namespace clrscope::fidelity {

class CodeLog {
  public:
    // Null if DIRECTORY/<pid>.code cannot be created.
    static CodeLog* Create(const std::string& directory, abi::ICorProfilerInfo9* info);

    // In the callback that announces it.
    void AddCompiled(abi::FunctionID function);
    void AddDynamic(abi::FunctionID function);
    // Precompiled code, later, from a thread of ours. Does nothing for functions that are known.
    void AddPrecompiled(abi::FunctionID function);

  private:
    CodeLog(int fd, abi::ICorProfilerInfo9* info) : fd_(fd), info_(info) {}

    std::string Name(abi::FunctionID function);
    std::string DynamicName(abi::FunctionID function);
    void AddVersions(const char* kind, abi::FunctionID function);
    void Write(const char* kind, abi::FunctionID function, const abi::COR_PRF_CODE_INFO& code, const std::string& name);

    int fd_;
    abi::ICorProfilerInfo9* info_;
    std::mutex mutex_;
    std::unordered_set<abi::FunctionID> known_;
    std::unordered_set<uint64_t> written_;  // starts of precompiled and jitted code, which a later call gives again
};

}  // namespace clrscope::fidelity
