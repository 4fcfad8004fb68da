// Instructions for the beginning of the runtime's start-up method that load the tracker's assembly and call its entry
// point.
//
// The method would do so itself for a start-up hook that it is given. But it looks for that hook's type by its name,
// and the runtime's parser of type names takes 13 ms to get ready, which is more than all the rest.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "loading/core_methods.h"
#include "loading/il_body.h"

namespace clrscope {

class TrackerCall {
  public:
    enum class State : uint32_t {
        NotAsked,  // the method has not run
        HooksOff,  // the program has start-up hooks switched off
        Called,
        Failed,  // the assembly could not be loaded, or its entry point not run
    };

    static constexpr uint16_t kMaxStack = 3;

    // path: of the tracker's assembly. Must stay where it is for as long as the process lasts.
    explicit TrackerCall(std::u16string_view path) : path_(path) {}
    TrackerCall(const TrackerCall&) = delete;
    TrackerCall& operator=(const TrackerCall&) = delete;

    struct Code {
        std::vector<uint8_t> il;
        IlCatch guard;  // nothing that is thrown leaves it: that would end the program
    };

    Code Prologue(const CoreMethods& core) const;

    State Asked() const { return static_cast<State>(state_.load(std::memory_order_acquire)); }

  private:
    std::u16string path_;
    std::atomic<uint32_t> state_{static_cast<uint32_t>(State::NotAsked)};  // written by the instructions
};

}  // namespace clrscope
