// What the runtime calls. Routes to the profiler; every method returns at once and none lets an exception out.
#pragma once

#include <atomic>

#include "abi/callback_base.h"
#include "host/profiler.h"

namespace clrscope {

class ProfilerCallback : public abi::CallbackBase {
  public:
    abi::HRESULT STDMETHODCALLTYPE QueryInterface(abi::REFIID iid, void** object) override;
    abi::ULONG STDMETHODCALLTYPE AddRef() override;
    abi::ULONG STDMETHODCALLTYPE Release() override;

    abi::HRESULT STDMETHODCALLTYPE Initialize(abi::IUnknown* unknownInfo) override;
    abi::HRESULT STDMETHODCALLTYPE Shutdown() override;
    abi::HRESULT STDMETHODCALLTYPE ThreadAssignedToOSThread(abi::ThreadID thread, abi::DWORD osThread) override;
    abi::HRESULT STDMETHODCALLTYPE ThreadDestroyed(abi::ThreadID thread) override;
    abi::HRESULT STDMETHODCALLTYPE ThreadNameChanged(abi::ThreadID thread, abi::ULONG size, abi::WCHAR* name) override;
    abi::HRESULT STDMETHODCALLTYPE ModuleAttachedToAssembly(abi::ModuleID module, abi::AssemblyID assembly) override;
    abi::HRESULT STDMETHODCALLTYPE ModuleUnloadFinished(abi::ModuleID module, abi::HRESULT status) override;
    abi::HRESULT STDMETHODCALLTYPE JITCachedFunctionSearchStarted(abi::FunctionID function,
                                                                  abi::BOOL* useCachedFunction) override;
    abi::HRESULT STDMETHODCALLTYPE JITCompilationStarted(abi::FunctionID function, abi::BOOL safeToBlock) override;
    abi::HRESULT STDMETHODCALLTYPE JITCompilationFinished(abi::FunctionID function, abi::HRESULT status,
                                                          abi::BOOL safeToBlock) override;
    abi::HRESULT STDMETHODCALLTYPE DynamicMethodJITCompilationFinished(abi::FunctionID function, abi::HRESULT status,
                                                                       abi::BOOL safeToBlock) override;
    abi::HRESULT STDMETHODCALLTYPE DynamicMethodUnloaded(abi::FunctionID function) override;

  private:
    std::atomic<abi::ULONG> references_{1};
    Profiler* profiler_ = nullptr;  // set in Initialize, before any other call
};

}  // namespace clrscope
