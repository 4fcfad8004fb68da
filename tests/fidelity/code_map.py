"""Which method an address belongs to, and what its prologue says of its frame."""

import bisect
import os
from dataclasses import dataclass

OSR_ENTRY = bytes.fromhex("488b450050")  # mov rax,[rbp]; push rax
FRESH_NS = 40_000_000  # code announced less than this before a sample may not have been learned yet


@dataclass(slots=True)
class Code:
    kind: str  # jit, dynamic, r2r
    function: int
    start: int
    size: int
    time: int
    head: bytes
    name: str


class CodeMap:
    def __init__(self, path):
        self.rows = []
        if os.path.exists(path):
            with open(path, encoding="utf-8", errors="replace") as lines:
                for line in lines:
                    parts = line.rstrip("\n").split("\t")
                    if len(parts) == 7:
                        kind, function, start, size, time, head, name = parts
                        self.rows.append(Code(kind, int(function, 16), int(start, 16), int(size, 16), int(time),
                                              bytes.fromhex(head), name))
        self.rows.sort(key=lambda row: (row.start, row.time))
        self.starts = [row.start for row in self.rows]
        self.names = {row.function: row.name for row in self.rows}
        self.dynamic = {row.function for row in self.rows if row.kind == "dynamic"}

    def find(self, pc, function, time):
        """The newest code of this function over pc that was there at that time; addresses are used again."""
        best = None
        i = bisect.bisect_right(self.starts, pc) - 1
        for row in reversed(self.rows[max(0, i - 200):i + 1]):
            if row.start + row.size <= pc or (function and row.function != function):
                continue
            if best is None or (best.time > time and row.kind != "r2r"):
                best = row
        return best


def _skip(code, at, patterns):
    for prefix, tail in patterns:
        if code[at:at + len(prefix)] == prefix:
            return at + len(prefix) + tail
    return None


def _push(code, at):
    if code[at:at + 1] and 0x50 <= code[at] <= 0x57:
        return at + 1
    if code[at:at + 1] == b"\x41" and 0x50 <= code[at + 1:at + 2][0] <= 0x57:
        return at + 2
    return None


def _pop(code, at):
    if code[at:at + 1] and 0x58 <= code[at] <= 0x5F:
        return at + 1
    if code[at:at + 1] == b"\x41" and len(code) > at + 1 and 0x58 <= code[at + 1] <= 0x5F:
        return at + 2
    return None


_FRAME = [(b"\x48\x8b\xec", 0), (b"\x48\x89\xe5", 0), (b"\x48\x8d\x6c\x24", 1), (b"\x48\x8d\xac\x24", 4)]
_GROW = [(b"\x48\x83\xec", 1), (b"\x48\x81\xec", 4), (b"\xc5\xf8\x77", 0), (b"\x85\x04\x24", 0)]
_SHRINK = [(b"\x48\x83\xc4", 1), (b"\x48\x81\xc4", 4), (b"\x48\x8d\x65", 1), (b"\x48\x8d\xa5", 4)]
_LEAVE = (b"\xc3", b"\xe9", b"\xeb", b"\xff\x25", b"\xff\xe0", b"\x48\xff\xe0", b"\x48\xff\x25")


def is_osr(code):
    return code.head.startswith(OSR_ENTRY)


def frame_set_at(code):
    """Offset at which rbp points to the frame; None: the method keeps no frame."""
    at = len(OSR_ENTRY) if is_osr(code) else 0
    while True:
        done = _skip(code.head, at, _FRAME)
        if done is not None:
            return done
        at = _push(code.head, at) or _skip(code.head, at, _GROW)
        if at is None or at + 2 >= len(code.head):
            return None


def in_epilogue(code):
    """Whether what is about to run is the rest of an epilogue: stack freed, registers popped, and out."""
    at = _skip(code, 0, [(b"\xc5\xf8\x77", 0)]) or 0
    at = _skip(code, at, _SHRINK) or at
    while (after := _pop(code, at)) is not None:
        at = after
    return code[at:at + 3].startswith(_LEAVE)
