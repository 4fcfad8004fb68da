#include "host/profiler_callback.h"

#include <exception>

#include "abi/constants.h"
#include "codemap/text.h"
#include "host/message.h"
#include "platform/clock.h"
#include "platform/signal_stack.h"

namespace clrscope {

using abi::HRESULT;
using abi::S_OK;

namespace {

constexpr abi::DWORD kEvents =
    abi::COR_PRF_MONITOR_THREADS | abi::COR_PRF_MONITOR_MODULE_LOADS | abi::COR_PRF_MONITOR_JIT_COMPILATION;
constexpr abi::DWORD kEventsHigh = abi::COR_PRF_HIGH_MONITOR_DYNAMIC_FUNCTION_UNLOADS;

// Runs work; an exception (there is no memory, say) costs what was to be done and nothing else.
template <typename Work>
HRESULT Guarded(Work work) {
    try {
        work();
    } catch (const std::exception&) {
    }
    return S_OK;
}

}  // namespace

HRESULT ProfilerCallback::QueryInterface(abi::REFIID iid, void** object) {
    if (object == nullptr) return abi::E_POINTER;
    static constexpr abi::GUID kAnswered[] = {
        abi::IUnknown::kIid,
        abi::ICorProfilerCallback::kIid,
        abi::ICorProfilerCallback2::kIid,
        abi::ICorProfilerCallback3::kIid,
        abi::ICorProfilerCallback4::kIid,
        abi::ICorProfilerCallback5::kIid,
        abi::ICorProfilerCallback6::kIid,
        abi::ICorProfilerCallback7::kIid,
        abi::ICorProfilerCallback8::kIid,
        abi::ICorProfilerCallback9::kIid,
        abi::ICorProfilerCallback10::kIid,
        abi::ICorProfilerCallback11::kIid,
    };
    for (const abi::GUID& answered : kAnswered) {
        if (answered == iid) {
            // One chain of single inheritance, so one pointer serves them all.
            *object = static_cast<abi::ICorProfilerCallback11*>(this);
            AddRef();
            return S_OK;
        }
    }
    *object = nullptr;
    return abi::E_NOINTERFACE;
}

abi::ULONG ProfilerCallback::AddRef() {
    return references_.fetch_add(1) + 1;
}

abi::ULONG ProfilerCallback::Release() {
    // Never freed: the profiler that it leads to runs until the process ends.
    return references_.fetch_sub(1) - 1;
}

HRESULT ProfilerCallback::Initialize(abi::IUnknown* unknownInfo) {
    std::string reason;
    try {
        auto info = abi::ComPtr<abi::ICorProfilerInfo9>::From(unknownInfo);
        auto info5 = abi::ComPtr<abi::ICorProfilerInfo5>::From(unknownInfo);
        if (!info || !info5) {
            reason = "this runtime is older than .NET Core 3.0";
        } else if (abi::Failed(info5->SetEventMask2(kEvents, kEventsHigh))) {
            reason = "the runtime refused the event mask";
        } else {
            profiler_ = Profiler::Start(std::move(info), &reason);
            if (profiler_ != nullptr) {
                // As long as the loader needs it; without it, the tracker is not loaded.
                if (profiler_->Loader() != nullptr) {
                    info5->SetEventMask2(kEvents | TrackerLoader::kEvents, kEventsHigh);
                }
                return S_OK;
            }
        }
    } catch (const std::exception& error) {
        reason = error.what();
    }
    Message("this process is not profiled: " + reason);
    return abi::CORPROF_E_PROFILER_CANCEL_ACTIVATION;
}

HRESULT ProfilerCallback::Shutdown() {
    return Guarded([&] { profiler_->Shutdown(); });
}

HRESULT ProfilerCallback::ThreadAssignedToOSThread(abi::ThreadID thread, abi::DWORD) {
    // Called on that thread. Before it has a timer, so that no sample finds the stack too small.
    return Guarded([&] {
        platform::EnlargeSignalStack();
        profiler_->Threads().Announce(thread);
    });
}

HRESULT ProfilerCallback::ThreadDestroyed(abi::ThreadID thread) {
    return Guarded([&] { profiler_->Threads().End(thread); });
}

HRESULT ProfilerCallback::ThreadNameChanged(abi::ThreadID thread, abi::ULONG size, abi::WCHAR* name) {
    return Guarded([&] { profiler_->Threads().Rename(thread, name == nullptr ? "" : ToUtf8({name, size})); });
}

HRESULT ProfilerCallback::ModuleAttachedToAssembly(abi::ModuleID module, abi::AssemblyID) {
    return Guarded([&] {
        ModuleFacts facts = profiler_->Methods().DescribeLoaded(module);
        facts.loadedNs = platform::MonotonicNs();
        profiler_->LearnToUnwind(facts);
        if (profiler_->Loader() != nullptr) profiler_->Loader()->ModuleLoaded(module, facts.assemblyName);
        profiler_->Events().Add(ModuleLoaded{std::move(facts)});
    });
}

HRESULT ProfilerCallback::ModuleUnloadFinished(abi::ModuleID module, HRESULT) {
    return Guarded([&] {
        profiler_->Methods().ForgetModule(module);
        profiler_->Events().Add(ModuleGone{platform::MonotonicNs(), module});
    });
}

HRESULT ProfilerCallback::JITCachedFunctionSearchStarted(abi::FunctionID function, abi::BOOL* useCachedFunction) {
    *useCachedFunction = 1;
    return Guarded([&] {
        TrackerLoader* loader = profiler_->Loader();
        if (loader != nullptr && !loader->CachedFunctionSearchStarted(function)) *useCachedFunction = 0;
    });
}

HRESULT ProfilerCallback::JITCompilationStarted(abi::FunctionID function, abi::BOOL) {
    return Guarded([&] {
        if (profiler_->Loader() != nullptr) profiler_->Loader()->CompilationStarted(function);
    });
}

HRESULT ProfilerCallback::JITCompilationFinished(abi::FunctionID function, HRESULT status, abi::BOOL) {
    return Guarded([&] {
        if (abi::Failed(status)) return;
        const uint64_t now = platform::MonotonicNs();
        for (MethodFacts& version : profiler_->Methods().DescribeCompiled(function)) {
            profiler_->LearnToUnwind(version);
            profiler_->Events().Add(MethodCompiled{now, std::move(version)});
        }
    });
}

HRESULT ProfilerCallback::DynamicMethodJITCompilationFinished(abi::FunctionID function, HRESULT status, abi::BOOL) {
    return Guarded([&] {
        MethodFacts facts;
        if (abi::Succeeded(status) && profiler_->Methods().DescribeDynamic(function, &facts)) {
            profiler_->LearnToUnwind(facts);
            profiler_->Events().Add(MethodCompiled{platform::MonotonicNs(), std::move(facts)});
        }
    });
}

HRESULT ProfilerCallback::DynamicMethodUnloaded(abi::FunctionID function) {
    return Guarded([&] { profiler_->Events().Add(MethodGone{platform::MonotonicNs(), function}); });
}

}  // namespace clrscope
