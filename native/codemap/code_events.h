// News about code from the runtime's callbacks, on their way to the learner. Callbacks add and go on; they never wait for
// the learner.
#pragma once

#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

#include "codemap/method_source.h"

namespace clrscope {

struct CodeEvent {
    enum class Kind { MethodCompiled, MethodGone, ModuleGone };
    Kind kind;
    uint64_t timeNs;
    uint64_t id;        // function id (MethodGone) or module id (ModuleGone)
    MethodFacts facts;  // MethodCompiled
};

class CodeEvents {
  public:
    void Add(CodeEvent event) {
        std::lock_guard lock(mutex_);
        events_.push_back(std::move(event));
    }
    std::vector<CodeEvent> Take() {
        std::lock_guard lock(mutex_);
        return std::exchange(events_, {});
    }

  private:
    std::mutex mutex_;
    std::vector<CodeEvent> events_;
};

}  // namespace clrscope
