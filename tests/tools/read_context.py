#!/usr/bin/env python3
"""Prints what a process publishes for profilers outside it, as one JSON object: its process context (OTEP 4719) and the
context of each of its threads (OTEP 4947).

It knows nothing of clrscope but follows these two documents, for Linux x64 with glibc:

  - the mapping named OTEL_CTX, its header, and the ProcessContext message that the header points to
  - the library or program that exports the thread-local variable otel_thread_ctx_v1; where the variable lies is read
    from what the loader has made of the relocations against it: a TLS descriptor (a fixed offset from the thread
    pointer, or a module and an offset in it), the older pair of module and offset, or a fixed offset alone
  - for each thread, stopped meanwhile: its pointer, and the record behind that

It stops threads with ptrace, so it needs the right to do that: the same user, or CAP_SYS_PTRACE.
"""

import argparse
import ctypes
import json
import os
import struct
import sys

SIGNATURE = b"OTEL_CTX"
VERSION = 2
SYMBOL = b"otel_thread_ctx_v1"
MAX_PAYLOAD = 1 << 20


class Unreadable(Exception):
    pass


# ---- memory and threads of another process

libc = ctypes.CDLL(None, use_errno=True)


class IoVec(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("size", ctypes.c_size_t)]


class Process:
    def __init__(self, pid):
        self.pid = pid

    def read(self, address, size):
        buffer = ctypes.create_string_buffer(size)
        local = IoVec(ctypes.addressof(buffer), size)
        remote = IoVec(address, size)
        got = libc.process_vm_readv(self.pid, ctypes.byref(local), 1, ctypes.byref(remote), 1, 0)
        if got != size:
            raise Unreadable(f"{size} bytes at {address:#x}: {os.strerror(ctypes.get_errno())}")
        return buffer.raw

    def word(self, address):
        return struct.unpack("<Q", self.read(address, 8))[0]

    def mappings(self):
        """(start, end, file offset, name) of each mapping."""
        with open(f"/proc/{self.pid}/maps", encoding="utf-8", errors="surrogateescape") as maps:
            for line in maps:
                fields = line.rstrip("\n").split(None, 5)
                start, end = (int(part, 16) for part in fields[0].split("-"))
                yield start, end, int(fields[2], 16), fields[5] if len(fields) > 5 else ""

    def threads(self):
        return sorted(int(name) for name in os.listdir(f"/proc/{self.pid}/task"))


PTRACE_GETREGS = 12
PTRACE_DETACH = 17
PTRACE_SEIZE = 0x4206
PTRACE_INTERRUPT = 0x4207
WAIT_ALL = 0x40000000  # __WALL
FS_BASE = 21  # the place in struct user_regs_struct, in words
REGISTER_WORDS = 27


class Stopped:
    """A thread that does not run while this lasts."""

    def __init__(self, tid):
        self.tid = tid

    def __enter__(self):
        self._ptrace(PTRACE_SEIZE)
        self._ptrace(PTRACE_INTERRUPT)
        self.signal = self._wait_until_stopped()
        return self

    def __exit__(self, *_):
        # A signal that it was about to get when it stopped must not be lost.
        libc.ptrace(PTRACE_DETACH, self.tid, None, ctypes.c_void_p(self.signal))

    def thread_pointer(self):
        registers = (ctypes.c_uint64 * REGISTER_WORDS)()
        self._ptrace(PTRACE_GETREGS, ctypes.byref(registers))
        return registers[FS_BASE]

    def _wait_until_stopped(self):
        _, status = os.waitpid(self.tid, WAIT_ALL)
        if not os.WIFSTOPPED(status):
            raise Unreadable(f"thread {self.tid} has ended")
        stopped_by_us = status >> 16 != 0  # PTRACE_EVENT_STOP
        return 0 if stopped_by_us else os.WSTOPSIG(status)

    def _ptrace(self, request, data=None):
        if libc.ptrace(request, self.tid, None, data) != 0:
            raise Unreadable(f"ptrace of thread {self.tid}: {os.strerror(ctypes.get_errno())}")


libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
libc.ptrace.restype = ctypes.c_long


# ---- protobuf

def fields_of(message):
    """(number, value) of each field: an int, or bytes."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(message):
        key = varint()
        if key & 7 == 0:
            yield key >> 3, varint()
        elif key & 7 == 2:
            size = varint()
            if at + size > len(message):
                raise Unreadable("a field goes beyond its message")
            yield key >> 3, message[at:at + size]
            at += size
        elif key & 7 in (1, 5):
            size = 8 if key & 7 == 1 else 4
            yield key >> 3, message[at:at + size]
            at += size
        else:
            raise Unreadable(f"wire type {key & 7}")


def any_value(message):
    value = None
    for number, content in fields_of(message):
        if number == 1:
            value = content.decode()
        elif number == 2:
            value = content != 0
        elif number == 3:
            value = content - (1 << 64) if content >> 63 else content
        elif number == 4:
            value = struct.unpack("<d", content)[0]
        elif number == 5:
            value = [any_value(item) for field, item in fields_of(content) if field == 1]
    return value


def key_values(messages):
    result = {}
    for message in messages:
        fields = dict(fields_of(message))
        result[fields[1].decode()] = any_value(fields.get(2, b""))
    return result


# ---- process context

def read_process_context(process):
    """(resource, attributes), or None if the process has none."""
    for start, _, _, name in process.mappings():
        if name.startswith(("[anon_shmem:OTEL_CTX]", "[anon:OTEL_CTX]", "/memfd:OTEL_CTX")):
            context = read_mapping(process, start)
            if context is not None:
                return context
    return None


def read_mapping(process, start):
    for _ in range(100):
        signature, version, size, published, payload = struct.unpack("<8sIIQQ", process.read(start, 32))
        if signature != SIGNATURE or version != VERSION:
            return None
        if published == 0:
            continue
        if size > MAX_PAYLOAD:
            raise Unreadable(f"a payload of {size} bytes")
        message = process.read(payload, size)
        if struct.unpack("<Q", process.read(start + 16, 8))[0] == published:
            fields = list(fields_of(message))
            resource = [value for number, value in fields if number == 1]
            attributes = [value for number, value in fields if number == 2]
            return key_values(item for message in resource for number, item in fields_of(message)
                              if number == 1), key_values(attributes)
    raise Unreadable("the process context changes all the time")


# ---- where the thread-local variable lies

R_DTPMOD64, R_DTPOFF64, R_TPOFF64, R_TLSDESC = 16, 17, 18, 36
DT_PLTRELSZ, DT_STRTAB, DT_SYMTAB, DT_RELA, DT_RELASZ, DT_STRSZ, DT_JMPREL = 2, 5, 6, 7, 8, 10, 23
PT_LOAD, PT_DYNAMIC, PT_TLS = 1, 2, 7
SHT_DYNSYM = 11


class Elf:
    """What is needed of an ELF file on disk."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.data = file.read()
        if self.data[:6] != b"\x7fELF\x02\x01":
            raise Unreadable(f"{path} is not an ELF file of 64 bits")
        program, sections = struct.unpack_from("<QQ", self.data, 32)
        size, count, section_size, section_count = struct.unpack_from("<HHHH", self.data, 54)
        # type, flags, offset, virtual address, physical address, size in the file, size in memory, alignment
        self.segments = [struct.unpack_from("<IIQQQQQQ", self.data, program + i * size) for i in range(count)]
        # name, type, flags, address, offset, size, link, ...
        self.sections = [struct.unpack_from("<IIQQQQIIQQ", self.data, sections + i * section_size)
                         for i in range(section_count)]

    def offset(self, address):
        for kind, _, offset, virtual, _, size, _, _ in self.segments:
            if kind == PT_LOAD and virtual <= address < virtual + size:
                return offset + address - virtual
        raise Unreadable(f"{address:#x} is not in the file")

    def tls_size(self):
        return next(((size + alignment - 1) // alignment * alignment
                     for kind, _, _, _, _, _, size, alignment in self.segments if kind == PT_TLS), 0)

    def exported(self, name):
        """(number, value) of a thread-local symbol that the file defines in .dynsym."""
        for _, kind, _, _, offset, size, link, *_ in self.sections:
            if kind != SHT_DYNSYM:
                continue
            strings = self.sections[link][4]
            for number in range(size // 24):
                at, info, _, section, value, _ = struct.unpack_from("<IBBHQQ", self.data, offset + number * 24)
                if info & 0xF == 6 and section != 0 and self.data.startswith(name + b"\0", strings + at):
                    return number, value
        return None

    def relocations(self):
        """(address, type, symbol, addend)"""
        dynamic = {}
        for kind, _, offset, _, _, size, _, _ in self.segments:
            if kind == PT_DYNAMIC:
                dynamic = dict(struct.unpack_from("<QQ", self.data, offset + i * 16) for i in range(size // 16))
        for table, length in ((DT_RELA, DT_RELASZ), (DT_JMPREL, DT_PLTRELSZ)):
            if table in dynamic:
                start = self.offset(dynamic[table])
                for i in range(dynamic[length] // 24):
                    address, info, addend = struct.unpack_from("<QQq", self.data, start + i * 24)
                    yield address, info & 0xFFFFFFFF, info >> 32, addend


class FixedOffset:
    """The variable lies at the same distance from the thread pointer in each thread."""

    def __init__(self, offset):
        self.offset = offset

    def __str__(self):
        return f"thread pointer {self.offset:+#x}"

    def address(self, _, thread_pointer):
        return thread_pointer + self.offset


class ModuleOffset:
    """The variable lies in a block that each thread has for the module, found through the thread's vector of blocks."""

    def __init__(self, module, offset):
        self.module = module
        self.offset = offset

    def __str__(self):
        return f"module {self.module} {self.offset:+#x}"

    def address(self, process, thread_pointer):
        vector = process.word(thread_pointer + 8)
        if self.module > process.word(vector - 16):
            return None  # the vector is from before the module was loaded
        block = process.word(vector + self.module * 16)
        return None if block in (0, 0xFFFFFFFFFFFFFFFF) else block + self.offset


def signed(word):
    return word - (1 << 64) if word >> 63 else word


def find_variable(process):
    """(path of the file that exports it, FixedOffset or ModuleOffset), or None."""
    first_mappings = {}
    for start, _, offset, name in process.mappings():
        if name.startswith("/") and offset == 0:
            first_mappings.setdefault(name, start)
    for path, start in first_mappings.items():
        try:
            elf = Elf(f"/proc/{process.pid}/root{path}")
        except (OSError, Unreadable, struct.error):
            continue
        symbol = elf.exported(SYMBOL)
        if symbol is not None:
            first = min(virtual for kind, _, _, virtual, _, _, _, _ in elf.segments if kind == PT_LOAD)
            return path, resolve(process, elf, start - (first & ~0xFFF), *symbol)
    return None


def resolve(process, elf, bias, number, value):
    """Reads what the loader has written where the file's own code looks for the variable."""
    def refers(symbol, addend):
        # Without a symbol the addend is the offset in the file's own block.
        return (symbol == number and addend == 0) or (symbol == 0 and addend == value)

    relocations = list(elf.relocations())
    for address, kind, symbol, addend in relocations:
        if kind == R_TLSDESC and refers(symbol, addend):
            argument = process.word(bias + address + 8)
            # The loader's function in the first word tells the two forms apart, but has no name from outside. An
            # offset of static storage is small and negative, and the other form is an address.
            if signed(argument) < 0:
                return FixedOffset(signed(argument))
            return ModuleOffset(process.word(argument), process.word(argument + 8))
    for address, kind, symbol, addend in relocations:
        if kind == R_TPOFF64 and refers(symbol, addend):
            return FixedOffset(signed(process.word(bias + address)))
    for address, kind, symbol, _ in relocations:
        if kind == R_DTPMOD64 and symbol == number:
            return ModuleOffset(process.word(bias + address), process.word(bias + address + 8))
    if not os.path.samefile(f"/proc/{process.pid}/exe", f"/proc/{process.pid}/root{elf_path(process, bias)}"):
        raise Unreadable("no relocation tells where the thread-local variable lies")
    # The program's own block ends at the thread pointer.
    return FixedOffset(value - elf.tls_size())


def elf_path(process, bias):
    return next((name for start, end, _, name in process.mappings() if start <= bias < end), "/")


# ---- thread context

def read_record(process, address, keys):
    trace, span, valid, flags, size = struct.unpack("<16s8sBBH", process.read(address, 28))
    if valid != 1:
        return None
    content = process.read(address + 28, size) if size else b""
    attributes = {}
    at = 0
    while at + 2 <= len(content) and at + 2 + content[at + 1] <= len(content):
        key, length = content[at], content[at + 1]
        if key < len(keys):
            attributes[keys[key]] = content[at + 2:at + 2 + length].decode(errors="replace")
        at += 2 + length
    return {"trace_id": trace.hex(), "span_id": span.hex(), "trace_flags": flags, "attributes": attributes}


def read_threads(process, variable, keys):
    """What each thread with a context has in it, and how many threads were looked at."""
    contexts = []
    looked_at = 0
    for tid in process.threads():
        try:
            with Stopped(tid) as thread:
                looked_at += 1
                slot = variable.address(process, thread.thread_pointer())
                record = process.word(slot) if slot is not None else 0
                context = read_record(process, record, keys) if record else None
        except (Unreadable, ChildProcessError):
            continue  # it has ended, or is about to
        if context is not None:
            contexts.append({"tid": tid, **context})
    return contexts, looked_at


def read(pid):
    process = Process(pid)
    result = {"pid": pid, "resource": None, "attributes": None, "variable": None, "threads": []}
    context = read_process_context(process)
    if context is not None:
        result["resource"], result["attributes"] = context
    variable = find_variable(process)
    if variable is not None:
        path, place = variable
        result["variable"] = {"file": path, "place": str(place)}
        keys = (result["attributes"] or {}).get("threadlocal.attribute_key_map", [])
        result["threads"], result["threads_looked_at"] = read_threads(process, place, keys)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pid", type=int)
    arguments = parser.parse_args()
    try:
        print(json.dumps(read(arguments.pid), indent=2))
    except (OSError, Unreadable) as error:
        sys.exit(f"read_context.py: {error}")


if __name__ == "__main__":
    main()
