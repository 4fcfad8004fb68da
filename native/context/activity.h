// The in-process activity tracker's way in: what libclrscope.so exports for Clrscope.Activity.dll.
#pragma once

#include <atomic>
#include <cstdint>

#include "context/span_writer.h"
#include "sampling/sample_writer.h"
#include "segment/counters.h"
#include "threads/thread_context.h"
#include "threads/thread_registry.h"

namespace clrscope {

class Activity {
  public:
    static constexpr uint32_t kVersion = 1;

    enum class Attached : int32_t { Yes = 0, AlreadyThere = 1, OtherVersion = 2, NotProfiled = 3 };

    enum Flag : uint32_t { kKeepContexts = 1u << 0, kRecordSpans = 1u << 1 };

    Activity(ThreadRegistry* registry, SampleWriter* samples, Ring* ring, CounterPage counters);

    // The one that the exports talk to; null while this process is not profiled. It is never destroyed.
    static Activity* OfThisProcess();
    void Serve();

    // Takes effect at once.
    void Apply(bool enabled, uint32_t spansPerSecond, uint32_t spanPercent);

    // The first tracker of the process is told Yes, and where the flags are.
    Attached Attach(uint32_t version, const std::atomic<uint32_t>** flags);
    // The calling thread's context; null while the thread is not registered.
    ThreadContext* OfThisThread();
    bool WriteSpan(layout::RecordKind kind, const void* record, uint32_t size);

  private:
    ThreadRegistry* registry_;
    SampleWriter* samples_;
    CounterPage counters_;
    SpanWriter spans_;
    std::atomic<uint32_t> flags_{0};
    std::atomic<bool> attached_{false};
};

}  // namespace clrscope
