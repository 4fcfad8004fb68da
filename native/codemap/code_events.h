// News about code from the runtime's callbacks, on their way to the learner. Callbacks add and go on; they never wait
// for the learner's work.
#pragma once

#include <cstdint>
#include <mutex>
#include <utility>
#include <variant>
#include <vector>

#include "codemap/method_source.h"

namespace clrscope {

struct MethodCompiled {
    uint64_t timeNs;
    MethodFacts facts;
};
struct MethodGone {
    uint64_t timeNs;
    uint64_t functionId;
};
struct ModuleLoaded {
    ModuleFacts facts;
};
struct ModuleGone {
    uint64_t timeNs;
    uint64_t moduleId;
};
using CodeEvent = std::variant<MethodCompiled, MethodGone, ModuleLoaded, ModuleGone>;

class CodeEvents {
  public:
    void Add(CodeEvent event) {
        std::lock_guard lock(mutex_);
        events_.push_back(std::move(event));
    }
    // In the order of their adding.
    std::vector<CodeEvent> Take() {
        std::lock_guard lock(mutex_);
        return std::exchange(events_, {});
    }

  private:
    std::mutex mutex_;
    std::vector<CodeEvent> events_;
};

}  // namespace clrscope
