#!/usr/bin/env python3
"""What the activity tracker costs a service a request, in one process that has it taken out and put back.

Two processes of the same program differ by luck, which slices.py has to average out. Here the tracker is switched while the service
runs (tests/targets/TrackerSwitch), between short slices in the order A B B A, so both sides have the same code at the same places. A
and B are what --states says: 01 is off against on; 00 and 11 compare equal things, and so tell what the instrument can resolve; 02 and 21
divide the cost between making the activities and the tracker.
The CPU clock of the process is read around each slice. Each block A B B A gives one ratio; printed are, of all processes' blocks, the
median with the interval of pairs.py and the mean without the outermost tenths, with a bootstrap interval.
"""

import argparse
import os
import random
import socket
import statistics
import sys
import tempfile
import time

import pairs
import slices

RESAMPLES = 2000
TRIMMED = 0.1


class Switch:
    """The other end of the socket that the hook listens at."""

    def __init__(self, path, timeout):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(timeout)
        end = time.monotonic() + timeout
        while True:
            try:
                self.socket.connect(path)
                break
            except (FileNotFoundError, ConnectionRefusedError):
                if time.monotonic() > end:
                    raise
                time.sleep(0.01)

    def set(self, state):
        self.socket.sendall(state.encode())
        if self.socket.recv(1) != state.encode():
            raise slices.ServiceFailed("the tracker could not be switched")

    def close(self):
        self.socket.close()


def trimmed_mean(values):
    """The mean without the lowest and highest tenths."""
    cut = int(len(values) * TRIMMED)
    return statistics.fmean(sorted(values)[cut:len(values) - cut])


def bootstrap_interval(values, statistic, seed=1):
    """The 95 % interval of a statistic, by drawing as many values with replacement again and again."""
    draw = random.Random(seed)
    drawn = sorted(statistic(draw.choices(values, k=len(values))) for _ in range(RESAMPLES))
    return drawn[int(RESAMPLES * 0.025)], drawn[int(RESAMPLES * 0.975) - 1]


def blocks_of(service, switch, arguments):
    """One process's blocks as a list of (A, B), CPU nanoseconds a request."""
    states = {"A": arguments.states[0], "B": arguments.states[1]}
    for number in range(arguments.warm_up):
        switch.set("01"[number % 2])
        service.load(arguments.rounds)
    blocks = []
    for number in range(arguments.blocks):
        taken = {"A": [], "B": []}
        for name in ("ABBA" if number % 2 == 0 else "BAAB"):
            # Both sides pay for a switch, also where the state stays.
            switch.set("1" if states[name] == "0" else "0")
            switch.set(states[name])
            service.load(1)
            taken[name].append(service.slice(arguments.rounds))
        blocks.append((sum(taken["A"]) / 2, sum(taken["B"]) / 2))
    return blocks


def measure(arguments):
    environment = dict(text.split("=", 1) for text in arguments.env)
    every = []
    for number in range(arguments.processes):
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "switch")
            service = slices.Service(
                arguments.command, {**environment, "DOTNET_STARTUP_HOOKS": arguments.hook, "TRACKER_SWITCH": path}, arguments)
            try:
                switch = Switch(path, arguments.timeout)
                blocks = blocks_of(service, switch, arguments)
                switch.close()
            finally:
                service.stop()
        every += blocks
        print(f"process {number + 1:2}  {summary(blocks)}", flush=True)
    print(f"all         {summary(every)}")
    ratios = [b / a for a, b in every]
    low, high = bootstrap_interval(ratios, trimmed_mean)
    print(f"mean without the outermost tenths: B/A {trimmed_mean(ratios):.4f}  {low:.4f} to {high:.4f}")


def summary(blocks):
    a, b = (statistics.median(block[side] for block in blocks) / 1000 for side in (0, 1))
    ratio, interval = pairs.median_interval([b / a for a, b in blocks])
    difference = statistics.median(b - a for a, b in blocks) / 1000
    return f"A {a:8.2f} us  B {b:8.2f} us  B-A {difference:6.2f} us  B/A {ratio:.4f}  {slices.interval_text(interval)}"


def parse(argv):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hook", required=True, metavar="TrackerSwitch.dll", help="where the hook lies")
    parser.add_argument("--states", choices=("01", "02", "21", "00", "11"), default="01",
                        help="of A and of B: 0 is off, 1 is on, 2 is a listener alone that has the same activities made (01)")
    parser.add_argument("--processes", type=int, default=4, metavar="N", help="one after another (4)")
    parser.add_argument("--blocks", type=int, default=100, metavar="N", help="blocks of four slices, each process (100)")
    parser.add_argument("--rounds", type=int, default=25, metavar="N", help="requests that each connection makes in a slice (25)")
    parser.add_argument("--warm-up", type=int, default=100, metavar="N", help="slices before it counts (100)")
    parser.add_argument("--connections", type=int, default=4, metavar="N", help="requests under way at once (4)")
    parser.add_argument("--timeout", type=float, default=60, metavar="SECONDS", help="for the start, and for each answer (60)")
    parser.add_argument("--request", action="append", default=[], metavar="'METHOD TARGET [BODY]'", help="can be repeated; GET / if not given")
    parser.add_argument("--env", action="append", default=[], metavar="NAME=VALUE", help="of the service; can be repeated")
    parser.add_argument("command", nargs="+", help="the service and its arguments, after --")
    arguments = parser.parse_args(argv)
    for name in ("processes", "blocks", "rounds", "connections"):
        if getattr(arguments, name) < 1:
            parser.error(f"--{name} must be at least 1")
    for text in arguments.env:
        if "=" not in text:
            parser.error(f"{text}: it must be NAME=VALUE")
    for text in arguments.request:
        if " " not in text:
            parser.error(f"--request {text}: it must be 'METHOD TARGET [BODY]'")
    arguments.request = arguments.request or ["GET /"]
    return arguments


def main(argv):
    arguments = parse(argv)
    try:
        measure(arguments)
    except (slices.ServiceFailed, OSError, ValueError) as error:
        print(f"switched.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
