// Puts the parts together and runs our own thread. One per process, never destroyed: its timers, its handler and its
// thread last as long as the process.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "abi/com_ptr.h"
#include "abi/profiler_info.h"
#include "codemap/clr_method_source.h"
#include "codemap/code_events.h"
#include "codemap/composite_images.h"
#include "codemap/jit_headers.h"
#include "codemap/learner.h"
#include "codemap/lookup_gate.h"
#include "context/activity.h"
#include "context/resource.h"
#include "host/agent_launcher.h"
#include "host/control.h"
#include "host/settings.h"
#include "loading/tracker_loader.h"
#include "platform/wake.h"
#include "sampling/cpu_sampler.h"
#include "sampling/sample_writer.h"
#include "segment/segment_file.h"
#include "threads/thread_registry.h"
#include "threads/thread_tracker.h"
#include "unwind/code_tables.h"

namespace clrscope {

class Profiler {
  public:
    // Null with a reason if this process cannot be profiled; nothing of ours is left running then.
    static Profiler* Start(abi::ComPtr<abi::ICorProfilerInfo9> info, std::string* reason);

    ThreadTracker& Threads() { return tracker_; }
    CodeEvents& Events() { return events_; }
    LookupGate& Gate() { return gate_; }
    ClrMethodSource& Methods() { return source_; }
    Activity& Activities() { return activity_; }
    // Null if the managed tracker is not to be loaded, or cannot be.
    TrackerLoader* Loader() { return loader_.get(); }

    // Code that has just been compiled, from within the callback that announces it: before it runs.
    void LearnToUnwind(const MethodFacts& method);
    // The same for a module that has just been loaded.
    void LearnToUnwind(const ModuleFacts& module);

    // The runtime is shutting down: the last facts are written, and the runtime is asked nothing more.
    void Shutdown();

  private:
    Profiler(abi::ComPtr<abi::ICorProfilerInfo9> info, std::unique_ptr<SegmentFile> segment,
             std::unique_ptr<ThreadRegistry> registry, const Settings& settings);

    void JournalProcess(const Resource& resource, const std::string& runtimeVersion);
    void PrepareTracker(const Settings& settings, uint16_t runtimeMajor);
    static void TellOfTracker(const std::string& problem);
    void RunWorker();
    void RunPoller();

    abi::ComPtr<abi::ICorProfilerInfo9> info_;
    std::unique_ptr<SegmentFile> segment_;
    std::unique_ptr<ThreadRegistry> registry_;
    unwind::CodeTables tables_;
    CompositeImages composites_;
    JitHeaders jitHeaders_;
    SampleWriter writer_;
    CpuSampler sampler_;
    ThreadTracker tracker_;
    Activity activity_;
    Control control_;
    CodeEvents events_;
    LookupGate gate_;
    ClrMethodSource source_;
    Learner learner_;
    std::mutex learning_;  // the worker's pass against the last one, at shutdown
    std::optional<AgentLauncher> launcher_;
    std::unique_ptr<TrackerLoader> loader_;
    std::atomic<bool> pollerRuns_{false};
    platform::Wake unknownCode_;
};

}  // namespace clrscope
