// Has the runtime load the managed tracker before Main: its own start-up method is extended by a call.
// docs/activity-loading.md tells why so and what else was tried.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "abi/profiler_info.h"
#include "loading/tracker_call.h"

namespace clrscope {

class TrackerLoader {
  public:
    // Events that it needs besides JIT compilation, until Done; it then takes them off the runtime's mask itself.
    static constexpr uint32_t kEvents = 0x20000;  // COR_PRF_MONITOR_CACHE_SEARCHES

    // path: the tracker's assembly. Null with a reason if the runtime cannot be told to load that.
    static std::unique_ptr<TrackerLoader> Create(abi::ICorProfilerInfo9* info, const std::string& path,
                                                 std::string* reason);

    // From the runtime's callbacks.
    void ModuleLoaded(abi::ModuleID module, const std::string& assembly);
    // Whether the function's precompiled code may be used.
    bool CachedFunctionSearchStarted(abi::FunctionID function);
    void CompilationStarted(abi::FunctionID function);

    // To be called by our thread from time to time. Once, some time after the tracker should have been there: why it is
    // not; else "".
    std::string Tick(uint64_t nowNs);

  private:
    enum class Stage { Waiting, Found, Done };

    TrackerLoader(abi::ICorProfilerInfo9* info, std::u16string_view path) : info_(info), call_(path) {}

    void FindStartup(abi::ModuleID coreLibrary);
    // Why the tracker is not there; null if nothing speaks against it yet.
    const char* Problem(TrackerCall::State asked, bool late) const;
    bool IsStartup(abi::FunctionID function) const;
    bool Rewrite() const;
    void Finish(const char* failure);

    abi::ICorProfilerInfo9* info_;
    TrackerCall call_;
    std::atomic<Stage> stage_{Stage::Waiting};
    std::atomic<const char*> failure_{nullptr};
    // Set before Stage::Found.
    abi::ModuleID module_ = 0;
    CoreMethods core_;
    std::atomic<bool> trackerLoaded_{false};
    // Of the thread that calls Tick.
    uint64_t firstTickNs_ = 0;
    bool told_ = false;
};

}  // namespace clrscope
