"""Compares one record's stacks and says what a difference is made of."""

from dataclasses import dataclass

import code_map
from records import COOPERATIVE, MAX_RUNTIME, NATIVE_TO_ROOT, NOT_ASKED, SEEDED_THROUGH_STUB

EH_TYPES = ("System.Runtime.EH.", "System.Runtime.StackFrameIterator", "System.Runtime.ExceptionServices.InternalCalls",
            "System.Runtime.ExInfo")


ABORTED = "0x80131361"  # CORPROF_E_STACKSNAPSHOT_ABORTED
OMITTED = 7  # layout::PseudoFrame::Omitted


def hresult(value):
    return f"0x{value & 0xFFFFFFFF:08X}"


@dataclass
class Reference:
    kind: str  # what the runtime was asked with
    frames: list  # [(function, ip)] of managed frames
    transitions: set  # indexes of frames that a run of unmanaged frames comes before
    cut: bool = False  # by the oracle, which keeps no more: what comes further out is not known


def reference(record):
    """The runtime's answer, or the reason why there is none."""
    if record.managed_leaf:
        kind, raw, result = "the interrupted registers", record.seeded, record.seeded_result
    elif record.seeded_result != NOT_ASKED:
        stub = record.flags & SEEDED_THROUGH_STUB
        kind = "the caller of a stub" if stub else "libgcc's first managed frame"
        raw, result = record.seeded, record.seeded_result
    elif record.flags & NATIVE_TO_ROOT:
        return Reference("libgcc's walk to the thread's start", [], set()), ""
    else:
        kind, raw, result = "nothing (unseeded)", record.unseeded, record.unseeded_result
        if result == 0 and record.flags & COOPERATIVE:
            # It begins at the last transition to native code, which a thread that counts as managed has come back from.
            return None, "an earlier transition's stack, asked with nothing while the thread counts as managed"
    cut = hresult(result) == ABORTED and len(raw) == MAX_RUNTIME
    if result != 0 and not cut:
        return None, f"{hresult(result)} asked with {kind}"
    frames, transitions = [], set()
    for function, ip in raw:
        if function:
            frames.append((function, ip))
        else:
            transitions.add(len(frames))
    return Reference(kind, frames, transitions, cut), ""


def ours(record, hidden):
    """Our managed frames, and the indexes of those that native frames come before. hidden: functions never reported."""
    frames, transitions = [], set()
    for pc, function in record.ours:
        if function == 0:
            transitions.add(len(frames))
        elif function not in hidden:
            frames.append((function, pc))
    return frames, transitions


def with_omitted(record, hidden, mine, runtime):
    """Our managed frames, where a deep stack's middle is left out with those of the runtime in its place: it is not
    compared, and no more is what lies further out than the runtime's answer goes."""
    pcs = [pc for pc, _ in record.ours]
    if OMITTED not in pcs:
        return mine
    inner = sum(function != 0 and function not in hidden for _, function in record.ours[:pcs.index(OMITTED)])
    outer = [] if runtime.cut else mine[inner:]
    return mine[:inner] + runtime.frames[inner:len(runtime.frames) - len(outer)] + outer


def same_methods(mine, theirs, codes):
    """The same methods in the same order, whatever the addresses, without the frames of the runtime's own managed
    exception dispatcher, which its walk leaves out."""
    lists = [[function for function, _ in frames if not is_dispatcher(codes, function)] for frames in (mine, theirs)]
    return lists[0] == lists[1]


def is_dispatcher(codes, function):
    return codes.names.get(function, "").startswith(EH_TYPES)


def first_difference(mine, theirs):
    for i, (a, b) in enumerate(zip(mine, theirs)):
        if a != b:
            return i
    return min(len(mine), len(theirs))


def shape(mine, theirs, at):
    if at == len(mine):
        return "ours ends early"
    if at == len(theirs):
        return "ours goes on"
    if mine[at] in theirs[at:]:
        return "ours misses frames"
    if theirs[at] in mine[at:]:
        return "ours has frames more"
    return "ours leaves the path"


def cause(record, mine, theirs, our_transitions, their_transitions, at, codes):
    """The frame below the first difference is the one whose caller was got wrong."""
    ends = f", ours ended with {record.stop}" if at == len(mine) and record.stop != "Root" else ""
    around = theirs[max(0, at - 1):at + 2] + mine[max(0, at - 1):at + 2]
    if any(is_dispatcher(codes, function) for function, _ in around):
        return "exception handling" + ends
    native_between = at in our_transitions or at in their_transitions
    if at < min(len(mine), len(theirs)) and mine[at][0] == theirs[at][0]:
        # The runtime takes the address out of the frame that the method pushed for its native call, also after the
        # call has returned; and where a finally or catch block runs, it shows its method once, where it called that.
        return "same method, other address: " + ("native call" if native_between or at == 0 else "funclet") + ends
    if at == 0:
        if record.managed_leaf:
            return "the leaf itself" + ends
        return "native leaf: way to the first managed frame" + ends
    function, pc = theirs[at - 1]
    code = codes.find(pc, function, record.time)
    is_leaf = at == 1 and record.managed_leaf
    if code is None:
        return "code not in the log" + ends
    if code_map.is_osr(code):
        return ("leaf is OSR" if is_leaf else "caller is OSR") + ends
    set_at = code_map.frame_set_at(code)
    if is_leaf:
        ahead = record.code[record.code_before:]
        if pc < code.start + (set_at if set_at is not None else 0):
            return "leaf in prologue" + ends
        if set_at is None:
            return "leaf is frameless" + ends
        if code_map.in_epilogue(ahead):
            return "leaf in epilogue" + ends
    if native_between:
        return "native transition" + ends
    if not is_leaf and set_at is None:
        return "caller is frameless" + ends
    if code.kind != "r2r" and 0 <= record.time - code.time < code_map.FRESH_NS:
        return "not learned yet" + ends
    if at < len(theirs) and theirs[at][0] in [f for f, _ in theirs[:at]]:
        return "funclet or recursion" + ends
    if at == len(theirs):
        return "the runtime's walk ends early"
    return "other" + ends
