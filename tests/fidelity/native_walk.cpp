#include "native_walk.h"

#include <unwind.h>

namespace clrscope::fidelity {

namespace {

// DWARF numbers of x86-64.
constexpr int kRbx = 3;
constexpr int kRbp = 6;
constexpr int kR12 = 12;
constexpr int kR13 = 13;
constexpr int kR14 = 14;
constexpr int kR15 = 15;

struct State {
    uint64_t interruptedPc;
    uint64_t interruptedSp;
    bool aligned;
    NativeFrame* frames;
    uint32_t count;
    uint32_t maxFrames;
    NativeEnd* end;
};

_Unwind_Reason_Code OnFrame(_Unwind_Context* context, void* argument) {
    auto* state = static_cast<State*>(argument);
    int exact = 0;  // a signal interrupted this frame there; else it is a return address
    const uint64_t ip = _Unwind_GetIPInfo(context, &exact);
    const uint64_t sp = _Unwind_GetCFA(context);
    if (!state->aligned && (ip != state->interruptedPc || sp != state->interruptedSp)) return _URC_NO_REASON;
    state->aligned = true;
    state->end->atRoot = ip == 0;  // what the outermost frame's call-frame information gives for its caller
    if (state->count == state->maxFrames || ip == 0) return _URC_END_OF_STACK;
    // As our walk writes what a signal had interrupted (stack_walk.h).
    const bool interrupted = exact != 0 && state->count > 0;
    state->frames[state->count++] = {interrupted ? ip + 1 : ip, sp};
    *state->end = {ip,
                   sp,
                   _Unwind_GetGR(context, kRbp),
                   _Unwind_GetGR(context, kRbx),
                   _Unwind_GetGR(context, kR12),
                   _Unwind_GetGR(context, kR13),
                   _Unwind_GetGR(context, kR14),
                   _Unwind_GetGR(context, kR15),
                   false};
    return _URC_NO_REASON;
}

}  // namespace

void PrepareNativeWalk() {
    NativeFrame frame;
    NativeEnd end;
    State state{0, 0, false, &frame, 0, 1, &end};
    _Unwind_Backtrace(OnFrame, &state);
}

uint32_t WalkNative(const ucontext_t& interrupted, NativeFrame* frames, uint32_t maxFrames, NativeEnd* end) {
    State state{static_cast<uint64_t>(interrupted.uc_mcontext.gregs[REG_RIP]),
                static_cast<uint64_t>(interrupted.uc_mcontext.gregs[REG_RSP]),
                false,
                frames,
                0,
                maxFrames,
                end};
    _Unwind_Backtrace(OnFrame, &state);
    return state.count;
}

}  // namespace clrscope::fidelity
