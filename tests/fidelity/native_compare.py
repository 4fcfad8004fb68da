"""Compares the native frames above the first managed one with libgcc's, library by library."""

import bisect
import os


class Libraries:
    def __init__(self, mappings):
        self.mappings = sorted((m for m in mappings if m.executable), key=lambda m: m.start)
        self.starts = [m.start for m in self.mappings]

    def find(self, pc):
        i = bisect.bisect_right(self.starts, pc) - 1
        return self.mappings[i] if i >= 0 and pc < self.mappings[i].end else None

    def name(self, pc):
        mapping = self.find(pc)
        if mapping is None:
            return "[stub or JIT helper]"
        path = mapping.path
        if path.startswith("/memfd:") or not path:
            return "[stub or JIT helper]"
        if path.endswith(".dll"):
            return "[stub in a precompiled module]"
        return os.path.basename(path.replace(" (deleted)", "")) if path.startswith("/") else path


def runs(record):
    """libgcc's run of frames and ours of the same length: native ones, and the frame that ends them."""
    theirs = [ip for ip, _ in record.native]
    mine = []
    for pc, function in record.ours:
        mine.append(pc)
        if function:
            break
    return theirs, mine


def after_fault(theirs, mine):
    """Whether the two differ only in the frame that ends them, a method that faulted: the runtime's trampoline does not say
    that it was no call, and libgcc has the faulting instruction where ours has the address after its first byte."""
    mine = mine[:len(theirs)]
    return len(mine) == len(theirs) > 1 and mine[:-1] == theirs[:-1] and mine[-1] == theirs[-1] + 1
