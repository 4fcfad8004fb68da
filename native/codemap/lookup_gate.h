// Closed for good once the runtime shuts down: it must not be asked anything after that.
#pragma once

#include <mutex>

namespace clrscope {

class LookupGate {
  public:
    // Waits for a look-up under way.
    void Close() {
        std::lock_guard lock(mutex_);
        open_ = false;
    }

    // Held around one look-up. False: none may be made any more.
    class Pass {
      public:
        explicit Pass(LookupGate* gate) : lock_(gate->mutex_), open_(gate->open_) {}
        explicit operator bool() const { return open_; }

      private:
        std::lock_guard<std::mutex> lock_;
        bool open_;
    };

  private:
    std::mutex mutex_;
    bool open_ = true;
};

}  // namespace clrscope
