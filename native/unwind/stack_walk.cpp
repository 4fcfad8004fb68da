#include "unwind/stack_walk.h"

#include "platform/signal_frame.h"
#include "unwind/epilogue.h"
#include "unwind/frame_pointer.h"
#include "unwind/stub.h"

namespace clrscope::unwind {

using layout::StopReason;

namespace {

// Moves the cursor out of a signal trampoline, to what the signal had interrupted.
bool StepOutOfSignal(const StackBounds& bounds, Cursor* cursor, StopReason* reason) {
    *reason = StopReason::OutsideStack;
    const platform::SignalFrame frame = platform::SignalFrameAt(cursor->sp);
    if (cursor->sp % sizeof(uintptr_t) != 0 || !bounds.Holds(frame.begin, frame.words)) return false;
    const Cursor interrupted{ReadStackWord(frame.pcAt), ReadStackWord(frame.spAt), ReadStackWord(frame.fpAt), true};
    *reason = StopReason::BadReturnAddress;
    if (!CanBeCode(interrupted.pc)) return false;
    // Handlers may run on another stack than what they interrupt; such a walk has to be able to end, too.
    *reason = StopReason::NotAscending;
    if (interrupted.sp <= cursor->sp) return false;
    *reason = StopReason::OutsideStack;
    if (!bounds.Holds(interrupted.sp, 1)) return false;
    *cursor = interrupted;
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
        case RuleBase::SignalFrame:
            return StepOutOfSignal(bounds, cursor, reason);
        default:
            *reason = StopReason::Root;
            return false;
    }
    uintptr_t fp = cursor->fp;
    const uint32_t slot = rule.FramePointerSlot();
    if (slot == FrameRule::kFramePointerLost) {
        fp = kLostFramePointer;
    } else if (slot != FrameRule::kFramePointerKept) {
        const uintptr_t place = cfa - uintptr_t{slot} * sizeof(uintptr_t);
        *reason = StopReason::Misaligned;
        if (place % sizeof(uintptr_t) != 0) return false;
        *reason = StopReason::OutsideStack;
        if (!bounds.Holds(place, 1)) return false;
        fp = ReadStackWord(place);
    }
    return MoveToCaller(bounds, cfa, fp, cursor, reason);
}

bool Step(const StackBounds& bounds, CodeTables* tables, Cursor* cursor, StopReason* reason, uint32_t* guessed) {
    const CachedRule found = tables->FindRule(cursor->Instruction());
    if (found.managed && cursor->interrupted) {
        CodeBounds code;
        FrameRule rule;
        // Looked up anew: it may have been the cache that answered, which knows no bounds.
        if (tables->Find(cursor->pc, &code, &rule) == CodeKind::Managed) {
            const EpilogueStep step = StepOutOfEpilogue(code, bounds, cursor, reason);
            if (step != EpilogueStep::NotInEpilogue) return step == EpilogueStep::Moved;
        }
    }
    if (found.rule.Base() != RuleBase::Unknown) return StepByRule(found.rule, bounds, cursor, reason);
    if (cursor->interrupted && StepOutOfStub(bounds, *tables, cursor)) return true;
    ++*guessed;
    return StepByFramePointer(bounds, cursor, reason);
}

}  // namespace

Walk WalkStack(const platform::RegisterContext& context, const StackBounds& bounds, CodeTables* tables,
               uint64_t* frames, uint32_t maxFrames) {
    frames[0] = context.pc;
    Walk walk{1, StopReason::NoStackBounds, 0};
    if (!bounds.Known()) return walk;
    // A thread that runs on an alternate stack is not walked: its bounds are the ordinary stack's.
    walk.reason = StopReason::OutsideStack;
    if (!bounds.Holds(context.sp, 1)) return walk;

    Cursor cursor{context.pc, context.sp, context.fp, true};
    while (Step(bounds, tables, &cursor, &walk.reason, &walk.guessed)) {
        if (walk.frameCount == maxFrames) {
            walk.reason = StopReason::DepthLimit;
            break;
        }
        frames[walk.frameCount++] = cursor.interrupted ? cursor.pc + 1 : cursor.pc;
    }
    return walk;
}

}  // namespace clrscope::unwind
