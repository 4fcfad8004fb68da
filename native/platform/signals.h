// The sample signal: installing the handler, telling whose signal it is, sending it.
#pragma once

#include <cstdint>

namespace clrscope::platform {

struct RegisterContext {
    uintptr_t pc;
    uintptr_t sp;
    uintptr_t fp;
    uintptr_t signalStackHigh = 0;  // where the thread's alternate stack for signals ends, if sp lies on it
};

enum class SignalOrigin {
    Timer,      // a POSIX timer expired; cookie, timerId and overruns are set
    Queued,     // sent by SendSampleSignal; cookie is set
    Anonymous,  // from this process or the kernel, but its information was lost in a full signal queue
    Foreign,    // somebody else's
};

struct SampleSignal {
    SignalOrigin origin;
    void* cookie;
    int32_t timerId;
    uint32_t overruns;  // expiries beyond the first that this signal stands for
};

// Must be async-signal-safe. context: the interrupted registers. False: not ours after all; the signal then goes to the
// handler that was there before.
using SampleSignalFunction = bool (*)(const SampleSignal& signal, const RegisterContext& context);

// Installs the handler; once per process. False with errno set.
bool InstallSampleHandler(SampleSignalFunction onSample);

// Sends the sample signal to a thread of this process.
bool SendSampleSignal(int32_t tid, void* cookie);

// Async-signal-safe: a cheap pointer that for threads made by libc lies just above the stack (the thread control
// block).
uintptr_t ThreadPointer();

// Keeps the sample signal away from the calling thread while it lives.
class SampleSignalBlock {
  public:
    SampleSignalBlock();
    ~SampleSignalBlock();
    SampleSignalBlock(const SampleSignalBlock&) = delete;
    SampleSignalBlock& operator=(const SampleSignalBlock&) = delete;

  private:
    bool wasBlocked_;
};

}  // namespace clrscope::platform
