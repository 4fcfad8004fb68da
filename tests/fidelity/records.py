"""Reads the files that the oracle wrote; mirrors record.h."""

import glob
import mmap
import os
import struct
from dataclasses import dataclass, field

MAGIC = 0x5954494C45444946
VERSION = 3
FILE_HEADER = struct.Struct("<QIIIIQQII1024s2048s")
SLOT_HEAD = struct.Struct("<IIQ17QQQQIIiiIIIIII64s")
MAX_OURS = 512
MAX_RUNTIME = 640
MAX_NATIVE = 256
OFF_STACK, MANAGED_LEAF, SEEDED_BY_NATIVE, SEEDED_THROUGH_STUB, NATIVE_TO_ROOT = 1, 2, 4, 8, 16
THREAD_KNOWN, COOPERATIVE = 32, 64
EMPTY, WALKED, ASKING, DONE = range(4)
NOT_ASKED = 1

OURS = SLOT_HEAD.size
FUNCTIONS = OURS + 8 * MAX_OURS
SEEDED = FUNCTIONS + 8 * MAX_OURS
UNSEEDED = SEEDED + 16 * MAX_RUNTIME
NATIVE = UNSEEDED + 16 * MAX_RUNTIME
STACK = NATIVE + 16 * MAX_NATIVE
THREAD = STACK + 8 + 8 * 768


@dataclass(slots=True)
class Record:
    state: int
    tid: int
    time: int
    registers: tuple
    exception_tracker: int  # address on the stack; 0: no exception is being dispatched
    flags: int
    stop: str
    seeded_result: int
    unseeded_result: int
    code: bytes  # from code_before bytes before the pc on
    code_before: int
    ours: list  # [(pc, function)], innermost first
    seeded: list  # [(function, ip)]
    unseeded: list
    native: list  # [(ip, sp)]
    stack: tuple = ()  # words from the interrupted stack pointer on
    thread_object: tuple = ()

    @property
    def pc(self):
        return self.registers[0]

    @property
    def sp(self):
        return self.registers[1]

    @property
    def managed_leaf(self):
        return bool(self.flags & MANAGED_LEAF)


@dataclass(slots=True)
class Mapping:
    start: int
    end: int
    executable: bool
    path: str


@dataclass(slots=True)
class Process:
    path: str
    pid: int
    command: str
    taken: int
    limit: int
    stuck: bool
    shut_down: bool
    stops: list
    mappings: list = field(default_factory=list)
    code: list = field(default_factory=list)


def _pairs(view, offset, count):
    flat = struct.unpack_from(f"<{2 * count}Q", view, offset)
    return list(zip(flat[0::2], flat[1::2]))


def _record(view, base, stops):
    head = SLOT_HEAD.unpack_from(view, base)
    state, tid, time = head[0:3]
    registers = head[3:20]
    (tracker, flags, stop, seeded_result, unseeded_result, ours_count, seeded_count, unseeded_count, native_count, before, size,
     code) = head[22:34]
    (stack_count,) = struct.unpack_from("<Q", view, base + STACK)
    pcs = struct.unpack_from(f"<{ours_count}Q", view, base + OURS)
    functions = struct.unpack_from(f"<{ours_count}Q", view, base + FUNCTIONS)
    return Record(state, tid, time, registers, tracker, flags, stops[stop], seeded_result, unseeded_result, code[:size], before,
                  list(zip(pcs, functions)), _pairs(view, base + SEEDED, seeded_count),
                  _pairs(view, base + UNSEEDED, unseeded_count), _pairs(view, base + NATIVE, native_count),
                  struct.unpack_from(f"<{stack_count}Q", view, base + STACK + 8),
                  struct.unpack_from("<64Q", view, base + THREAD))


def _mappings(path):
    found = []
    if not os.path.exists(path):
        return found
    with open(path, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            parts = line.split(None, 5)
            start, end = (int(part, 16) for part in parts[0].split("-"))
            found.append(Mapping(start, end, "x" in parts[1], parts[5].strip() if len(parts) > 5 else ""))
    return found


def processes(directory):
    """Yields (Process, iterator of Record) of every process that left a file."""
    for path in sorted(glob.glob(os.path.join(directory, "*.records"))):
        with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
            (magic, version, slot_size, header_size, pid, limit, taken, stuck, shut_down, command,
             stops) = FILE_HEADER.unpack_from(view, 0)
            if magic != MAGIC or version != VERSION:
                continue  # killed before its header was written
            stem = path[:-len(".records")]
            process = Process(path, pid, command.rstrip(b"\0").decode(errors="replace").strip(), taken, limit,
                              bool(stuck), bool(shut_down), [name.decode() for name in stops.split(b"\0") if name],
                              _mappings(stem + ".maps"))
            yield process, (_record(view, header_size + slot_size * i, process.stops) for i in range(min(taken, limit)))
