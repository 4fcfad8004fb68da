#include "thread_state.h"

#include <charconv>
#include <cstring>
#include <string_view>

#include "codemap/jit_headers.h"

namespace clrscope::fidelity {

namespace {

// Offsets; 0: not published.
uint32_t g_cooperative;
uint32_t g_exceptionTracker;

uint32_t Offset(std::string_view type, std::string_view name) {
    const size_t at = type.find(name);
    uint32_t value = 0;
    if (at != std::string_view::npos) std::from_chars(type.data() + at + name.size(), type.data() + type.size(), value);
    return value;
}

}  // namespace

void FindThreadLayout() {
    const std::string_view descriptor = RuntimeContractDescriptor();
    const size_t at = descriptor.find("\"Thread\":{");
    if (at == std::string_view::npos) return;
    const std::string_view type = descriptor.substr(at, descriptor.find('}', at) - at);
    g_cooperative = Offset(type, "\"PreemptiveGCDisabled\":");
    g_exceptionTracker = Offset(type, "\"ExceptionTracker\":");
}

ThreadState ReadThreadState(uintptr_t runtimeThread) {
    if (runtimeThread == 0 || g_cooperative == 0 || g_exceptionTracker == 0) return {};
    uint32_t cooperative;
    ThreadState state{true, false, 0};
    std::memcpy(&cooperative, reinterpret_cast<const void*>(runtimeThread + g_cooperative), sizeof(cooperative));
    std::memcpy(&state.exceptionTracker, reinterpret_cast<const void*>(runtimeThread + g_exceptionTracker),
                sizeof(state.exceptionTracker));
    state.cooperative = cooperative != 0;
    return state;
}

}  // namespace clrscope::fidelity
