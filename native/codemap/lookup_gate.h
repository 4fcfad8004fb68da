// Keeps look-ups into the runtime out of the moments in which it takes code away: an id that was valid when it was found
// may be freed memory when it is used. Also closed for good once the runtime shuts down.
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>

namespace clrscope {

class LookupGate {
  public:
    // From a callback: an unload begins or ends. Waits for a look-up under way, but only briefly: should the look-up in
    // turn wait for a lock that this callback's thread holds, going on is the lesser risk.
    void UnloadBegins() {
        std::unique_lock lock(mutex_, std::chrono::milliseconds(100));
        if (lock.owns_lock()) ++unloads_;
    }
    void UnloadEnds() {
        std::unique_lock lock(mutex_, std::chrono::milliseconds(100));
        if (lock.owns_lock() && unloads_ > 0) --unloads_;
    }
    void Close() {
        std::unique_lock lock(mutex_, std::chrono::milliseconds(100));
        closed_.store(true);
    }

    // Held around one look-up. False: no look-up now.
    class Pass {
      public:
        explicit Pass(LookupGate* gate) : lock_(gate->mutex_), open_(gate->unloads_ == 0 && !gate->closed_.load()) {}
        explicit operator bool() const { return open_; }

      private:
        std::unique_lock<std::timed_mutex> lock_;
        bool open_;
    };

  private:
    std::timed_mutex mutex_;
    int unloads_ = 0;
    std::atomic<bool> closed_{false};
};

}  // namespace clrscope
