#!/usr/bin/env python3
"""Runs tests/targets/HardCases for a long time with the library as it is shipped, an agent beside it, at the highest rate.

Ends with 0 if the program ended in good order with all its results right. A crash gives the signal; no progress for a
minute is a hang, and what every thread was doing is printed. Last come the counters of the library.
"""

import argparse
import glob
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import threading
import time

PROFILER = "{6AF495FF-C90D-4555-8CAD-A5F34F3A3485}"
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HANG_SECONDS = 60


def names_in_layout(macro):
    """The names of a list in layout.h, where they have one place."""
    with open(os.path.join(ROOT, "native/segment/layout.h"), encoding="utf-8") as file:
        body = re.search(r"#define " + macro + r"\(X\)(.*?)\n\n", file.read(), re.S)
    return re.findall(r"X\((\w+),", body.group(1))


class Counters:
    """The last state of the counters page; the file goes when an agent has read it."""

    OFFSET = 4 * 4096

    def __init__(self, directory):
        self.directory = directory
        self.names = names_in_layout("CLRSCOPE_COUNTERS")
        self.stops = names_in_layout("CLRSCOPE_STOP_REASONS")
        self.data = b""

    def read(self, pid):
        for path in glob.glob(os.path.join(self.directory, "*")):
            try:
                with open(path, "rb") as file:
                    header = file.read(20)
                    if header[:8] != b"CLRSCOPE" or struct.unpack_from("<I", header, 16)[0] != pid:
                        continue
                    file.seek(self.OFFSET)
                    self.data = file.read(8 * (len(self.names) + len(self.stops)))
            except (OSError, struct.error):
                continue

    def show(self):
        values = [value for value, in struct.iter_unpack("<Q", self.data)]
        for name, value in zip(self.names, values):
            print(f"  {value:16,}  {name}")
        for name, value in zip(self.stops, values[len(self.names):]):
            if value:
                print(f"  {value:16,}  walks ended with {name}")


def show_threads(pid):
    for task in glob.glob(f"/proc/{pid}/task/*"):
        lines = []
        for name in ("comm", "wchan", "syscall"):
            try:
                with open(os.path.join(task, name), encoding="utf-8") as file:
                    lines.append(file.read().strip())
            except OSError:
                lines.append("?")
        print("  " + os.path.basename(task), *lines, sep="  ")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--hz", type=int, default=1000)
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--only", help="cases of HardCases, with commas between them")
    parser.add_argument("--library", default=os.path.join(ROOT, "out/libclrscope.so"))
    parser.add_argument("--out", default=os.path.join(ROOT, "build/soak"))
    options = parser.parse_args()
    shutil.rmtree(options.out, ignore_errors=True)
    segments = os.path.join(options.out, "segments")
    os.makedirs(segments, mode=0o700)
    environment = {**os.environ, "CORECLR_ENABLE_PROFILING": "1", "CORECLR_PROFILER": PROFILER,
                   "CORECLR_PROFILER_PATH": os.path.abspath(options.library), "CLRSCOPE_DIR": os.path.abspath(segments),
                   "CLRSCOPE_OUTPUT": os.path.abspath(os.path.join(options.out, "profiles")),
                   "CLRSCOPE_CPU_HZ": str(options.hz)}
    seconds = options.minutes * 60
    command = ["dotnet", os.path.join(ROOT, "out/targets/HardCases/HardCases.dll"), "--seconds", str(seconds),
               "--threads", str(options.threads), "--progress", "5"]
    command += ["--only", options.only] if options.only else []
    program = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               env=environment, cwd=options.out, text=True, start_new_session=True)
    progress = {"iterations": -1, "time": time.monotonic()}
    threading.Thread(target=follow, args=(program.stdout, progress), daemon=True).start()
    counters = Counters(segments)
    start = time.monotonic()
    hung = False
    while program.poll() is None:
        counters.read(program.pid)
        time.sleep(1)
        if time.monotonic() - progress["time"] > HANG_SECONDS:
            hung = True
            print(f"no progress for {HANG_SECONDS} s; the threads:")
            show_threads(program.pid)
            os.killpg(program.pid, signal.SIGKILL)
            program.wait()
    time.sleep(1)  # what is left of the output
    code = program.returncode
    outcome = "hung" if hung else "ended well" if code == 0 else \
        f"died of {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
    print(f"{outcome} after {(time.monotonic() - start) / 60:.1f} minutes at {options.hz} Hz")
    counters.show()
    return 3 if hung else 0 if code == 0 else 1


def follow(lines, progress):
    for line in lines:
        match = re.fullmatch(r"(\d+) iterations\n", line)
        if match is None:
            print(line, end="", flush=True)
        elif int(match.group(1)) > progress["iterations"]:
            progress["iterations"] = int(match.group(1))
            progress["time"] = time.monotonic()


if __name__ == "__main__":
    sys.exit(main())
