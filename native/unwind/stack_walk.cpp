#include "unwind/stack_walk.h"

#include <algorithm>

#include "platform/handler_code.h"
#include "platform/signal_frame.h"
#include "unwind/frame_pointer.h"
#include "unwind/hijack.h"
#include "unwind/stub.h"

namespace clrscope::unwind {

using layout::StopReason;

namespace {

// Exceptions unwind few frames, as a rule. Beyond this many the stack is shown as it lies.
constexpr uint32_t kMaxHidden = 4096;
constexpr int kPrefetched = 48;
constexpr uintptr_t kPrefetchedStack = 3072;  // bytes: more takes longer to ask for than it saves
constexpr uintptr_t kCacheLine = 64;
constexpr int kWordsWithoutLink = 96;      // that are looked through for the next link of a chain, all together
constexpr uintptr_t kLongestFrame = 2048;  // of those that such a link may span
// A deeper stack is not walked to its end, which would take more than a tenth of a millisecond.
constexpr uint32_t kMaxWalked = 4096;
// Of a stack that does not fit, the last eighth of the room is for the outermost frames, without which nobody could
// tell what it belongs to.
constexpr uint32_t kOutermostShare = 8;

// Reads what a signal had interrupted, with the cursor in its trampoline.
bool ReadInterrupted(const StackBounds& bounds, const Cursor& cursor, Cursor* interrupted, StopReason* reason) {
    *reason = StopReason::OutsideStack;
    const platform::SignalFrame frame = platform::SignalFrameAt(cursor.sp);
    if (cursor.sp % sizeof(uintptr_t) != 0 || !bounds.Holds(frame.begin, frame.words)) return false;
    *interrupted = {ReadStackWord(frame.pcAt), ReadStackWord(frame.spAt), ReadStackWord(frame.fpAt), true};
    *reason = StopReason::BadReturnAddress;
    return CanBeCode(interrupted->pc);
}

// Moves the cursor out of a signal trampoline, to what the signal had interrupted.
bool StepOutOfSignal(const StackBounds& bounds, Cursor* cursor, StopReason* reason) {
    Cursor interrupted;
    if (!ReadInterrupted(bounds, *cursor, &interrupted, reason)) return false;
    // Handlers may run on another stack than what they interrupt; such a walk has to be able to end, too.
    *reason = StopReason::NotAscending;
    if (interrupted.sp <= cursor->sp) return false;
    *reason = StopReason::OutsideStack;
    if (!bounds.Holds(interrupted.sp, 1)) return false;
    *cursor = interrupted;
    return true;
}

// The same from the signal stack to the thread's own, which a walk does once.
__attribute__((noinline)) bool StepOffSignalStack(FrameRule rule, ThreadStacks* stacks, Cursor* cursor,
                                                  StopReason* reason) {
    if (!stacks->OnSignalStack()) return false;
    Cursor interrupted;
    if (rule.Base() != RuleBase::SignalFrame || !ReadInterrupted(stacks->current, *cursor, &interrupted, reason)) {
        return false;
    }
    *reason = StopReason::OutsideStack;
    if (!stacks->own.Holds(interrupted.sp, 1)) return false;
    stacks->current = stacks->own;
    *cursor = interrupted;
    return true;
}

// The frame pointer that a rule gives the caller. False: it was saved where it cannot be.
CLRSCOPE_HANDLER_CODE bool CallersFramePointer(FrameRule rule, const StackBounds& bounds, uintptr_t cfa, uintptr_t* fp,
                                               StopReason* reason) {
    const uint32_t slot = rule.FramePointerSlot();
    if (slot == FrameRule::kFramePointerKept) return true;
    if (slot == FrameRule::kFramePointerLost) {
        *fp = kLostFramePointer;
        return true;
    }
    const uintptr_t place = cfa - uintptr_t{slot} * sizeof(uintptr_t);
    *reason = StopReason::Misaligned;
    if (place % sizeof(uintptr_t) != 0) return false;
    *reason = StopReason::OutsideStack;
    if (!bounds.Holds(place, 1)) return false;
    *fp = ReadStackWord(place);
    return true;
}

// The "caller" is what faulted, and did not call: its registers are as the rule says, its pc is the faulting
// instruction.
bool StepToFault(FrameRule rule, const StackBounds& bounds, uintptr_t cfa, Cursor* cursor, StopReason* reason) {
    const uintptr_t slot = rule.FramePointerSlot();
    const uintptr_t place = slot == FrameRule::kFramePointerKept ? cursor->sp : cfa - (slot - 1) * sizeof(uintptr_t);
    uintptr_t fp = cursor->fp;
    uintptr_t pc;
    if (!CallersFramePointer(rule, bounds, cfa, &fp, reason) ||
        !ReadReturnAddress(bounds, place, *cursor, &pc, reason)) {
        return false;
    }
    *reason = StopReason::OutsideStack;
    if (!bounds.Holds(cfa, 1)) return false;
    *cursor = {pc, cfa, fp, true};
    return true;
}

bool StepByRule(FrameRule rule, const StackBounds& bounds, Cursor* cursor, StopReason* reason) {
    uintptr_t cfa = static_cast<uintptr_t>(rule.CfaOffset());
    switch (rule.Base()) {
        case RuleBase::StackPointer:
            cfa += cursor->sp;
            break;
        case RuleBase::FramePointer:
            cfa += cursor->fp;
            break;
        case RuleBase::Plt:  // entries of 16 bytes, whose push ends at byte 11
            cfa += cursor->sp + ((cursor->pc & 15) >= 11 ? 8 : 0);
            break;
        case RuleBase::FarReturn:
            return StepToFault(rule, bounds, cfa + cursor->sp, cursor, reason);
        case RuleBase::SignalFrame:
            return StepOutOfSignal(bounds, cursor, reason);
        default:
            *reason = StopReason::Root;
            return false;
    }
    uintptr_t fp = cursor->fp;
    return CallersFramePointer(rule, bounds, cfa, &fp, reason) && MoveToCaller(bounds, cfa, fp, cursor, reason);
}

CLRSCOPE_HANDLER_CODE CachedRule RuleOf(const Cursor& cursor, CodeTables* tables) {
    return cursor.interrupted ? tables->FindInterruptedRule(cursor.pc) : tables->FindRule(cursor.Instruction());
}

// Not inlined: its stack is not to be there while tables are searched.
CLRSCOPE_HANDLER_CODE __attribute__((noinline)) bool Step(FrameRule rule, bool managed, ThreadStacks* stacks,
                                                          const CodeTables& tables, Cursor* cursor, Walk* walk) {
    const StackBounds& bounds = stacks->current;
    if (rule.Base() != RuleBase::Unknown) {
        if (!StepByRule(rule, bounds, cursor, &walk->reason) &&
            !StepOffSignalStack(rule, stacks, cursor, &walk->reason)) {
            return false;
        }
    } else if (!cursor->interrupted || !StepOutOfStub(bounds, tables, cursor)) {
        ++walk->guessed;
        if (!StepByFramePointer(bounds, cursor, &walk->reason)) return false;
    }
    if (managed && cursor->pc == tables.HijackStub()) MendHijacked(stacks->runtimeThread, tables, cursor);
    return true;
}

// Not inlined, for the same reason.
CLRSCOPE_HANDLER_CODE __attribute__((noinline)) void StepOutOfHelper(const platform::RegisterContext& helper,
                                                                     const StackBounds& bounds,
                                                                     const CodeTables& tables, Cursor* cursor) {
    Cursor other{helper.pc, helper.sp, helper.fp, true};
    if (StepOutOfStub(bounds, tables, &other)) *cursor = other;
}

// The runtime's resolve helper is jumped to by a stub that has pushed a word, of which its call frame information knows
// nothing: a walk out of native code that was interrupted has to come to code.
CLRSCOPE_HANDLER_CODE void MendStepOutOfHelper(const platform::RegisterContext& helper, const StackBounds& bounds,
                                               CodeTables* tables, Cursor* cursor) {
    const uintptr_t caller = cursor->Instruction();
    // The walk asks for the caller's rule in any case.
    if (tables->FindRule(caller).rule.Base() != RuleBase::Unknown || tables->Covers(caller)) return;
    StepOutOfHelper(helper, bounds, *tables, cursor);
}

// Whether precompiled code at an instruction is a funclet that its method's body has called itself, and now is in
// caller. Such calls are direct, while calls of other methods go through a cell.
CLRSCOPE_HANDLER_CODE __attribute__((noinline, no_sanitize("address"))) bool IsOwnCall(const CodeTables& tables,
                                                                                       uintptr_t instruction,
                                                                                       uintptr_t returnAddress) {
    constexpr uintptr_t kCallSize = 5;  // call rel32
    const uintptr_t call = returnAddress - kCallSize;
    if (!tables.InSameImage(instruction, call) || *reinterpret_cast<const volatile uint8_t*>(call) != 0xE8)
        return false;
    int32_t distance;
    __builtin_memcpy(&distance, reinterpret_cast<const void*>(call + 1), sizeof(distance));
    ManagedCode funclet;
    return tables.Find(instruction, &funclet) == CodeKind::Managed &&
           funclet.bounds.begin == returnAddress + static_cast<uintptr_t>(intptr_t{distance});
}

// Whether the runtime's dispatcher has called a filter from here: it has a helper for filters and another one for catch
// and finally blocks, which get the funclet's address in rdx and in rsi. While a filter runs nothing is unwound yet.
__attribute__((no_sanitize("address"))) bool IsFilterCall(const CodeTables& tables, uintptr_t returnAddress) {
    const uintptr_t call = returnAddress - 2;  // call rdx
    if (!tables.Covers(call)) return false;
    const auto* bytes = reinterpret_cast<const volatile uint8_t*>(call);
    return bytes[0] == 0xFF && bytes[1] == 0xD2;
}

// Whether what the walk has just left was a funclet, so that the frames up to its method's own are not to be shown.
bool WasFunclet(const CachedRule& left, uintptr_t instruction, CodeTables* tables, const Cursor& caller) {
    const CachedRule found = tables->FindRule(caller.Instruction());
    // The runtime's dispatcher is native. That it was the dispatcher shows when the method's frame is found.
    if (!found.managed) return found.rule.Base() != RuleBase::Unknown && !IsFilterCall(*tables, caller.pc);
    return left.funclet == Funclet::Yes || IsOwnCall(*tables, instruction, caller.pc);
}

// Takes a frame for which there is no room any more, the walk->frameCount-th: in the place of the innermost one of
// those that are kept for the outermost. False: the walk ends here.
__attribute__((noinline)) bool TakeOutermost(uint64_t pc, uint64_t* frames, uint32_t maxFrames, Walk* walk) {
    const uint32_t outermost = maxFrames / kOutermostShare;
    if (outermost == 0 || walk->frameCount >= kMaxWalked) return false;
    const uint32_t innermost = maxFrames - outermost;
    frames[innermost + (walk->frameCount++ - innermost) % outermost] = pc;
    return true;
}

// Brings the outermost frames of a stack without room for all into order, with a mark in place of the first.
__attribute__((noinline)) void MarkOmitted(uint64_t* frames, uint32_t maxFrames, Walk* walk) {
    const uint32_t outermost = maxFrames / kOutermostShare;
    const uint32_t innermost = maxFrames - outermost;
    // A rotation in three steps: the library's own may call memmove.
    uint64_t* first = frames + innermost;
    uint64_t* oldest = first + (walk->frameCount - innermost) % outermost;
    std::reverse(first, oldest);
    std::reverse(oldest, frames + maxFrames);
    std::reverse(first, frames + maxFrames);
    frames[innermost] = static_cast<uint64_t>(layout::PseudoFrame::Omitted);
    // Where the end was not seen, the last frames seen say nothing.
    walk->frameCount = walk->reason == StopReason::DepthLimit ? innermost + 1 : maxFrames;
}

// Steps over frames that nothing is peculiar about, which most are: their rule is in the cache, they cannot be
// funclets, and their caller lies where it may. With the outcome of one Step after the other, in half of the time. Ends
// at a frame that does not qualify, or where there is no room for its caller.
CLRSCOPE_HANDLER_CODE __attribute__((noinline)) void StepOverPlainFrames(const StackBounds& bounds,
                                                                         const CodeTables& tables, Cursor* cursor,
                                                                         uint64_t* frames, uint32_t maxFrames,
                                                                         Walk* walk) {
    auto [pc, sp, fp, interrupted] = *cursor;
    if (interrupted) return;
    uint32_t count = walk->frameCount;
    CachedRule found;
    while (count < maxFrames && tables.FindCached(pc - 1, &found) && found.funclet == Funclet::No) {
        const bool onStackPointer = found.rule.Base() == RuleBase::StackPointer;
        if (!onStackPointer && found.rule.Base() != RuleBase::FramePointer) break;
        const uintptr_t cfa = (onStackPointer ? sp : fp) + static_cast<uintptr_t>(found.rule.CfaOffset());
        const uintptr_t place = cfa - sizeof(uintptr_t);
        if (place % sizeof(uintptr_t) != 0 || place < sp || !bounds.Holds(place, 1)) break;
        StopReason reason;
        uintptr_t callersFp = fp;
        if (!CallersFramePointer(found.rule, bounds, cfa, &callersFp, &reason)) break;
        const uintptr_t caller = ReadStackWord(place);
        if (!CanBeCode(caller) || caller == tables.HijackStub()) break;
        pc = caller;
        sp = cfa;
        fp = callersFp;
        frames[count++] = caller;
    }
    *cursor = {pc, sp, fp, false};
    walk->frameCount = count;
}

// A catch, finally or filter block runs as a funclet, called by the runtime's dispatcher, on top of frames that the
// exception has left already. Its caller in the program is its own method's, so (with hideUnwound) the walk shows it in
// place of the method's frame, and nothing in between; the two have the frame pointer in common. False: the method's
// frame was not found.
bool WalkFrames(const platform::RegisterContext& context, ThreadStacks* stacks, CodeTables* tables, bool hideUnwound,
                uint64_t* frames, uint32_t maxFrames, Walk* walk) {
    Cursor cursor{context.pc, context.sp, context.fp, true};
    *walk = {1, StopReason::Root, 0};
    bool hiding = false;
    uintptr_t framePointer = 0;  // of the method that is looked for
    uint32_t hidden = 0;
    for (;;) {
        if (!hiding) StepOverPlainFrames(stacks->current, *tables, &cursor, frames, maxFrames, walk);
        const bool innermost = cursor.interrupted && cursor.sp == context.sp;
        const uintptr_t instruction = cursor.Instruction();
        const CachedRule found = RuleOf(cursor, tables);
        const bool mayBeFunclet = !hiding && hideUnwound && found.funclet != Funclet::No;
        if (hiding) {
            // Methods that do not touch the frame pointer run on that of their caller: they have no funclets.
            const bool isMethod = found.managed && cursor.fp == framePointer && found.funclet == Funclet::No &&
                                  found.rule.FramePointerSlot() != FrameRule::kFramePointerKept;
            if (!isMethod && ++hidden == kMaxHidden) return false;
            hiding = !isMethod;
        } else {
            framePointer = cursor.fp;
        }
        if (!Step(found.rule, found.managed, stacks, *tables, &cursor, walk)) return !hiding;
        if (innermost && !found.managed && found.rule.Base() != RuleBase::Unknown) {
            MendStepOutOfHelper(context, stacks->current, tables, &cursor);
        }
        if (mayBeFunclet) hiding = WasFunclet(found, instruction, tables, cursor);
        if (hiding) continue;
        const uint64_t pc = cursor.interrupted ? cursor.pc + 1 : cursor.pc;
        if (walk->frameCount < maxFrames) {
            frames[walk->frameCount++] = pc;
        } else if (!TakeOutermost(pc, frames, maxFrames, walk)) {
            walk->reason = StopReason::DepthLimit;
            return true;
        }
    }
}

// Whether the two words at a place look as if a method had saved its caller's frame pointer there.
bool LooksLikeLink(const StackBounds& bounds, uintptr_t at) {
    const uintptr_t next = ReadStackWord(at);
    return next > at && next - at < kLongestFrame && next % sizeof(uintptr_t) == 0 && bounds.Holds(next, 2) &&
           CanBeCode(ReadStackWord(at + sizeof(uintptr_t))) && CanBeCode(ReadStackWord(next + sizeof(uintptr_t)));
}

// A walk in memory that has gone cold waits for one cache line after the other, since each caller is known only when
// the one before is. Most frames are on the chain of frame pointers, though: following it first, only to have what the
// walk will ask for fetched, lets these waits overlap. Native code breaks the chain; it goes on where the next words
// look like a link of it.
CLRSCOPE_HANDLER_CODE __attribute__((noinline)) void PrefetchCallers(const platform::RegisterContext& innermost,
                                                                     const StackBounds& bounds,
                                                                     const CodeTables& tables) {
    uintptr_t link = innermost.fp;
    uintptr_t above = (innermost.sp + sizeof(uintptr_t) - 1) & ~(sizeof(uintptr_t) - 1);
    int words = kWordsWithoutLink;
    for (int i = 0; i < kPrefetched; ++i) {
        if (link < above || link % sizeof(uintptr_t) != 0 || !bounds.Holds(link, 2)) {
            if (link == 0 && i > 0) return;  // the end of a chain
            for (link = above; bounds.Holds(link, 2) && !LooksLikeLink(bounds, link); link += sizeof(uintptr_t)) {
                if (--words == 0) return;
            }
            if (!bounds.Holds(link, 2)) return;
        }
        tables.Prefetch(ReadStackWord(link + sizeof(uintptr_t)) - 1);
        above = link + 2 * sizeof(uintptr_t);
        link = ReadStackWord(link);
    }
}

}  // namespace

CLRSCOPE_HANDLER_CODE void PrefetchStack(uintptr_t sp) {
    for (uintptr_t ahead = 0; ahead < kPrefetchedStack; ahead += kCacheLine) {
        __builtin_prefetch(reinterpret_cast<const void*>(sp + ahead));
    }
}

CLRSCOPE_HANDLER_CODE Walk WalkStack(const platform::RegisterContext& context, ThreadStacks* stacks, CodeTables* tables,
                                     uint64_t* frames, uint32_t maxFrames) {
    frames[0] = context.pc;
    Walk walk{1, StopReason::NoStackBounds, 0};
    if (!stacks->own.Known()) return walk;
    walk.reason = StopReason::OutsideStack;
    stacks->Enter(context.sp);
    if (!stacks->current.Holds(context.sp, 1)) return walk;

    PrefetchCallers(context, stacks->current, *tables);
    // One place that calls it, so that it takes no stack of its own.
    for (const bool hideUnwound : {true, false}) {
        stacks->Enter(context.sp);
        if (WalkFrames(context, stacks, tables, hideUnwound, frames, maxFrames, &walk)) {
            break;
        }
    }
    if (walk.frameCount > maxFrames) MarkOmitted(frames, maxFrames, &walk);
    return walk;
}

}  // namespace clrscope::unwind
