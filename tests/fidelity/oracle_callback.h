// The library's callback object, with what the oracle needs besides.
#pragma once

#include "code_log.h"
#include "host/profiler_callback.h"
#include "record_file.h"

namespace clrscope::fidelity {

class OracleCallback : public ProfilerCallback {
  public:
    abi::HRESULT STDMETHODCALLTYPE Initialize(abi::IUnknown* unknownInfo) override;
    abi::HRESULT STDMETHODCALLTYPE Shutdown() override;
    abi::HRESULT STDMETHODCALLTYPE JITCompilationFinished(abi::FunctionID function, abi::HRESULT status,
                                                          abi::BOOL safeToBlock) override;
    abi::HRESULT STDMETHODCALLTYPE DynamicMethodJITCompilationFinished(abi::FunctionID function, abi::HRESULT status,
                                                                       abi::BOOL safeToBlock) override;

  private:
    CodeLog* log_ = nullptr;  // null: no directory was given, so nothing is asked
    RecordFile* file_ = nullptr;
};

}  // namespace clrscope::fidelity
