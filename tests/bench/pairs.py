#!/usr/bin/env python3
"""Runs a command in pairs, plain (A) and with the profiler (B), and prints what B costs as ratios B/A.

The pairs alternate in the order A B, B A, A B, ..., so that a machine that becomes slower or faster with time favours
neither. The ratios are formed pair by pair; of these the median is printed with an interval that holds the true median
with at least 95 % confidence whatever the distribution (sign test), which needs six pairs.

  cpu     user and system time of the command and of all processes that it waited for
  own     the CPU time that the program reports itself, as "cpu_ns" in a line of JSON on its standard output
  wall    from start to end
  memory  peak resident set of the largest of the processes

A process that B starts and leaves behind is in none of these.
"""

import argparse
import json
import math
import os
import shlex
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time

EXAMPLES = """examples:
  # what does the profiler add to the start of a program?
  tests/bench/pairs.py --pairs 20 --prefix 'out/clrscope run --quiet --' -- dotnet out/targets/HelloWorld/HelloWorld.dll

  # the library alone, without an agent, on a program that spins for 10 s on two threads
  tests/bench/pairs.py --env CORECLR_ENABLE_PROFILING=1 --env 'CORECLR_PROFILER={6AF495FF-C90D-4555-8CAD-A5F34F3A3485}' \\
      --env CORECLR_PROFILER_PATH=$PWD/out/libclrscope.so --env CLRSCOPE_AGENT=off -- dotnet out/targets/Burn/Burn.dll spin 10 2
"""

MEASURES = {  # name: unit, divisor of the raw value
    "cpu": ("s", 1),
    "own": ("s", 1e9),
    "wall": ("s", 1),
    "memory": ("MiB", 1024),
}
CONFIDENCE = 0.95


class RunFailed(Exception):
    """A run that cannot be counted; the text says what happened."""


def run_once(command, extra_environment, timeout):
    """Runs the command and returns its measures by name; "own" only if the program reports it."""
    with tempfile.TemporaryFile() as output:
        start = time.monotonic()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **extra_environment},
            start_new_session=True,
        )
        late = threading.Event()

        def end():
            late.set()
            os.killpg(process.pid, signal.SIGKILL)

        timer = threading.Timer(timeout, end)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode(errors="replace")
    if late.is_set():
        raise RunFailed(f"{shlex.join(command)} was ended after {timeout} s\n{text}")
    if process.returncode != 0:
        raise RunFailed(f"{shlex.join(command)} ended with exit code {process.returncode}\n{text}")
    measures = {"cpu": usage.ru_utime + usage.ru_stime, "wall": wall, "memory": usage.ru_maxrss}
    own = own_cpu(text)
    return measures if own is None else {**measures, "own": own}


def own_cpu(text):
    """The last "cpu_ns" that a line of JSON in the text reports, or None."""
    found = None
    for line in text.splitlines():
        if line.startswith("{"):
            try:
                found = json.loads(line).get("cpu_ns", found)
            except ValueError:
                continue
    return found


def median_interval(values):
    """Median, and the closest order statistics around it that hold the true median with the confidence; None if too few."""
    ordered = sorted(values)
    count = len(ordered)
    outside = 0.0  # probability that the true median lies below ordered[rank]
    rank = -1
    for below in range(count):
        outside += math.comb(count, below) / 2**count
        if 2 * outside > 1 - CONFIDENCE:
            break
        rank = below
    interval = (ordered[rank], ordered[count - 1 - rank]) if rank >= 0 else None
    return statistics.median(ordered), interval


def measure(arguments):
    """The runs as a list of pairs (A, B)."""
    plain = arguments.command
    profiled = shlex.split(arguments.prefix) + arguments.command
    environment = dict(text.split("=", 1) for text in arguments.env)
    runs = {"A": lambda: run_once(plain, {}, arguments.timeout), "B": lambda: run_once(profiled, environment, arguments.timeout)}
    for name in ("A", "B"):
        runs[name]()  # warms the caches of the disk; not counted
    pairs = []
    for number in range(arguments.pairs):
        done = {name: runs[name]() for name in ("AB" if number % 2 == 0 else "BA")}
        pairs.append((done["A"], done["B"]))
        print(f"pair {number + 1:2}  {'  '.join(pair_text(done['A'], done['B']))}", flush=True)
    return pairs


def common(a, b):
    """The measures that both runs have and that can be divided."""
    return [name for name in MEASURES if a.get(name, 0) > 0 and name in b]


def pair_text(a, b):
    return [f"{name} {b[name] / a[name]:.4f}" for name in common(a, b)]


def print_summary(pairs):
    print()
    print(f"{'':8}{'A':>12}{'B':>12}   {'B/A':>8}   95 % interval ({len(pairs)} pairs)")
    for name in [name for name in MEASURES if all(name in common(a, b) for a, b in pairs)]:
        unit, divisor = MEASURES[name]
        typical = [statistics.median(pair[side][name] for pair in pairs) / divisor for side in (0, 1)]
        ratio, interval = median_interval([b[name] / a[name] for a, b in pairs])
        between = f"{interval[0]:.4f} to {interval[1]:.4f}" if interval else "needs six pairs"
        print(f"{name:8}{typical[0]:8.3f} {unit:3}{typical[1]:8.3f} {unit:3}   {ratio:8.4f}   {between}")


def parse(argv):
    parser = argparse.ArgumentParser(
        description=__doc__, epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=10, metavar="N", help="how many pairs (10)")
    parser.add_argument("--prefix", default="", metavar="WORDS", help="what stands before the command in B")
    parser.add_argument("--env", action="append", default=[], metavar="NAME=VALUE", help="environment of B alone; can be repeated")
    parser.add_argument("--timeout", type=float, default=300, metavar="SECONDS", help="the longest that one run may take (300)")
    parser.add_argument("command", nargs="+", help="the program and its arguments, after --")
    arguments = parser.parse_args(argv)
    if arguments.pairs < 1:
        parser.error("--pairs must be at least 1")
    if not arguments.prefix and not arguments.env:
        parser.error("A and B are the same command: give --prefix or --env")
    for text in arguments.env:
        if "=" not in text:
            parser.error(f"--env {text}: it must be NAME=VALUE")
    return arguments


def main(argv):
    arguments = parse(argv)
    try:
        print_summary(measure(arguments))
    except (RunFailed, OSError) as error:
        print(f"pairs.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
