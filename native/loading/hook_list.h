// The list of start-up hooks that the runtime's start-up method works through, with ours in front.
//
// The runtime calls that method before Main with one argument: the hooks that came through the diagnostics port, in
// UTF-16, separated by colons; null or empty if there are none. The instructions of Prologue copy this list behind
// ours, in memory of this object, and put that in the argument's place.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clrscope {

class HookList {
  public:
    enum class State : uint32_t {
        NotAsked,   // the method has not run
        Given,      // it has been given the list
        OthersOnly  // what came through the port is too long: it has been given that alone
    };

    static constexpr size_t kRoomForOthers = 8192;  // characters
    static constexpr uint16_t kMaxStack = 3;

    // path: of the assembly that is our hook. Must stay where it is for as long as the process lasts.
    explicit HookList(std::u16string_view path);
    HookList(const HookList&) = delete;
    HookList& operator=(const HookList&) = delete;

    // IL for the beginning of a static method whose first parameter is the list.
    std::vector<uint8_t> Prologue() const;

    State Asked() const { return static_cast<State>(state_.load(std::memory_order_acquire)); }

  private:
    std::u16string list_;  // ours, a colon, room for the others, NUL; an empty part is passed over by the runtime
    // The instructions' variables: they have no locals.
    std::atomic<uint32_t> state_{static_cast<uint32_t>(State::NotAsked)};
    char16_t* end_;
    const char16_t* given_ = nullptr;
};

}  // namespace clrscope
