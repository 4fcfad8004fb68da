#include "oracle_callback.h"

#include <cstdlib>

#include "abi/com_ptr.h"
#include "host/message.h"
#include "monitor.h"
#include "oracle.h"

namespace clrscope::fidelity {

abi::HRESULT OracleCallback::Initialize(abi::IUnknown* unknownInfo) {
    const abi::HRESULT result = ProfilerCallback::Initialize(unknownInfo);
    const char* directory = std::getenv("FIDELITY_DIR");
    if (abi::Failed(result) || directory == nullptr) return result;

    auto info5 = abi::ComPtr<abi::ICorProfilerInfo5>::From(unknownInfo);
    auto info = abi::ComPtr<abi::ICorProfilerInfo9>::From(unknownInfo);
    abi::DWORD low = 0;
    abi::DWORD high = 0;
    if (abi::Failed(info5->GetEventMask2(&low, &high)) ||
        abi::Failed(info5->SetEventMask2(low | abi::COR_PRF_ENABLE_STACK_SNAPSHOT, high))) {
        Message("fidelity: stack snapshots were refused");
        return result;
    }
    info->AddRef();  // the handler uses it until the process ends
    file_ = RecordFile::Create(directory);
    log_ = CodeLog::Create(directory, info.Get());
    if (file_ == nullptr || log_ == nullptr) {
        Message("fidelity: no files in FIDELITY_DIR");
        log_ = nullptr;
        return result;
    }
    StartMonitor(directory, file_, log_);
    StartOracle(info.Get(), file_);
    return result;
}

abi::HRESULT OracleCallback::Shutdown() {
    StopOracle();
    StopMonitor();
    if (file_ != nullptr) file_->Header()->shutDown = 1;
    return ProfilerCallback::Shutdown();
}

abi::HRESULT OracleCallback::JITCompilationFinished(abi::FunctionID function, abi::HRESULT status,
                                                    abi::BOOL safeToBlock) {
    if (log_ != nullptr && abi::Succeeded(status)) log_->AddCompiled(function);
    return ProfilerCallback::JITCompilationFinished(function, status, safeToBlock);
}

abi::HRESULT OracleCallback::DynamicMethodJITCompilationFinished(abi::FunctionID function, abi::HRESULT status,
                                                                 abi::BOOL safeToBlock) {
    if (log_ != nullptr && abi::Succeeded(status)) log_->AddDynamic(function);
    return ProfilerCallback::DynamicMethodJITCompilationFinished(function, status, safeToBlock);
}

}  // namespace clrscope::fidelity
