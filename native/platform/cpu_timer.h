// A timer on the CPU clock of one thread, delivering the sample signal to that thread.
#pragma once

#include <cstdint>

namespace clrscope::platform {

class CpuTimer {
  public:
    // cookie comes back in the signal. False: the kernel refused (each timer takes one of the user's
    // RLIMIT_SIGPENDING).
    bool Create(int32_t tid, void* cookie);
    // First expiry when the thread's CPU clock reads firstNs (which may be in the past: it then fires at once, with the
    // overruns), then every intervalNs.
    void Arm(uint64_t firstNs, uint64_t intervalNs);
    void Disarm();
    void Delete();

    bool Exists() const { return id_ >= 0; }
    int32_t Id() const { return id_; }

  private:
    int32_t id_ = -1;
};

}  // namespace clrscope::platform
