"""Frames that the runtime leaves out of an answer on purpose though they are on the stack, proved by the record.

There are three kinds. A native-callable method that is just entering or leaving is on the stack, while the runtime's thread
object says that the thread runs native code. And in the second pass over an exception the runtime counts the frames that
the exception has passed as left, though the dispatcher runs on top of them. And while it dispatches one, its walk may break off.

Nothing is taken on trust from our walk. That the innermost frame left out is there, the interrupted registers say, or
libgcc, whose walk arrives at it; the runtime was asked with just these registers, and begins further out. That each frame left
out was called by the next, the runtime has said itself in its answer to another sample. And what comes after is its whole answer.
"""

import records
from compare import is_dispatcher

NATIVE = "a native-callable method entering or leaving: the runtime counts the thread as native"
LEFT = "frames that an exception has passed: the runtime counts them as left"

BROKEN_OFF = "the runtime's answer breaks off before the method that the thread began with"


class Roots:
    """The outermost frame of each thread, in the runtime's answers: a thread does not leave it and come back to it, so one that
    is there in an earlier and in a later answer is there in between."""

    def __init__(self, records_in):
        self.times = {}  # (thread, outermost frame) -> when it was the outermost of an answer: the first time, and the last
        for record in records_in:
            for raw in (record.seeded, record.unseeded):
                frames = [frame for frame in raw if frame[0]]
                if frames:
                    first, last = self.times.get((record.tid, frames[-1]), (record.time, record.time))
                    self.times[record.tid, frames[-1]] = min(first, record.time), max(last, record.time)

    def holds(self, record, frame):
        first, last = self.times.get((record.tid, frame), (record.time, record.time))
        return first < record.time < last


def broken_off(record, mine, theirs, roots, codes):
    """Whether an answer lacks the thread's outermost frame, which ours comes to, and is right as far as it goes."""
    if not mine or mine[-1] in theirs or not roots.holds(record, mine[-1]):
        return False
    ours, answer = ([function for function, _ in frames if not is_dispatcher(codes, function)] for frames in (mine, theirs))
    return len(answer) < len(ours) and ours[:len(answer)] == answer


def called_by(answers):
    """Who has called whom from where, as the runtime says: {(function, caller, address in caller)}."""
    pairs = set()
    for raw in answers:
        frames = [frame for frame in raw if frame[0]]
        pairs.update((function, *caller) for (function, _), caller in zip(frames, frames[1:]))
    return pairs


def kind(record, mine, theirs, our_transitions, confirmed, codes):
    """NATIVE, LEFT, or None where the record proves neither. confirmed: called_by of the process's answers."""
    mine = [(i, frame) for i, frame in enumerate(mine) if not is_dispatcher(codes, frame[0])]
    theirs = [function for function, _ in theirs if not is_dispatcher(codes, function)]
    count = len(mine) - len(theirs)
    if count <= 0 or not theirs or [function for _, (function, _) in mine[count:]] != theirs:
        return None
    if not record.flags & records.THREAD_KNOWN or not _asked_about(record, mine[0][1][1]):
        return None
    frames = [frame for _, frame in mine[:count + 1]]
    if not all((function, *caller) in confirmed for (function, _), caller in zip(frames, frames[1:])):
        return None
    called_from_native = mine[1][0] in our_transitions
    if count == 1 and called_from_native and not record.flags & records.COOPERATIVE:
        return NATIVE
    # The exception's state lies in a frame of the dispatcher, which the innermost frame left out has called: further in
    # than that one, with nothing but native frames between.
    if not record.managed_leaf and record.sp <= record.exception_tracker < record.native[-1][1]:
        return LEFT
    return None


def _asked_about(record, pc):
    if record.seeded_result == records.NOT_ASKED:
        return False
    if record.managed_leaf:
        return record.pc == pc
    if not record.flags & records.SEEDED_BY_NATIVE or record.flags & records.SEEDED_THROUGH_STUB or not record.native:
        return False
    # A method that faulted is written one byte further.
    return record.native[-1][0] in (pc, pc - 1)
