// Lets a thread rest until its time is over or somebody wakes it.
#pragma once

#include <atomic>
#include <cstdint>

namespace clrscope::platform {

class Wake {
  public:
    // Async-signal-safe. Not lost if nobody rests just now: the next rest ends at once.
    void Ask();

    // For one thread. True if it was woken.
    bool Rest(uint64_t ns);

  private:
    std::atomic<uint32_t> asked_{0};
};

}  // namespace clrscope::platform
