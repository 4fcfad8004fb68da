#!/usr/bin/env python3
"""Runs a command that the kernel refuses one system call, as the filters of containers do (seccomp; x64).

    forbid_call.py process_vm_readv dotnet app.dll
"""

import ctypes
import os
import sys

CALLS = {"process_vm_readv": 310}
EPERM = 1

PR_SET_SECCOMP = 22
PR_SET_NO_NEW_PRIVS = 38
SECCOMP_MODE_FILTER = 2
SECCOMP_RET_ERRNO = 0x00050000
SECCOMP_RET_ALLOW = 0x7FFF0000
LOAD_WORD = 0x20
JUMP_IF_EQUAL = 0x15
RETURN = 0x06


class Instruction(ctypes.Structure):
    _fields_ = [("code", ctypes.c_ushort), ("if_true", ctypes.c_ubyte), ("if_false", ctypes.c_ubyte), ("value", ctypes.c_uint)]


class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.POINTER(Instruction))]


def forbid(number):
    """For this process and all that it starts."""
    filter_ = (Instruction * 4)(
        Instruction(LOAD_WORD, 0, 0, 0),  # the call's number
        Instruction(JUMP_IF_EQUAL, 0, 1, number),
        Instruction(RETURN, 0, 0, SECCOMP_RET_ERRNO | EPERM),
        Instruction(RETURN, 0, 0, SECCOMP_RET_ALLOW))
    libc = ctypes.CDLL(None, use_errno=True)
    program = Program(len(filter_), filter_)
    if (libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0
            or libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) != 0):
        raise OSError(ctypes.get_errno(), "prctl")


def main(arguments):
    if len(arguments) < 2 or arguments[0] not in CALLS:
        print(f"usage: forbid_call.py {'|'.join(CALLS)} COMMAND...", file=sys.stderr)
        return 2
    forbid(CALLS[arguments[0]])
    os.execvp(arguments[1], arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
