#!/usr/bin/env python3
"""Runs a service twice at once, as A and as B, which differ in their environment, and prints what B costs a request.

Both get the same requests over kept connections, in short slices in the order A B B A, once they are warm. Before and after each
slice the CPU clock of the service's process is read, so that what loads it is not in it, and what else the machine does hardly. Each block
A B B A gives one ratio. Two processes of the same program differ by luck (where memory lies, what was compiled when), so all this is
repeated with new processes; of a pair of processes the median of its blocks counts. Of those the median is printed, with the
interval of pairs.py.

The command must print the address that it serves as its first line, and end on SIGTERM.
"""

import argparse
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse

import pairs

EXAMPLES = """example:
  # what does the tracker of activities cost the demo service?
  tests/bench/slices.py --env CORECLR_ENABLE_PROFILING=1 --env 'CORECLR_PROFILER={6AF495FF-C90D-4555-8CAD-A5F34F3A3485}' \\
      --env CORECLR_PROFILER_PATH=$PWD/out/libclrscope.so --env CLRSCOPE_AGENT=off --a CLRSCOPE_ACTIVITY_ENABLED=false \\
      --request 'GET /cart/17' --request 'GET /search?q=oak' -- dotnet out/targets/Shop/Shop.dll
"""
CPU_CLOCK = 2  # CPUCLOCK_SCHED in the kernel's ABI of clock ids
LONGEST_ANSWER = 16 << 20


class ServiceFailed(Exception):
    """A service that did not start or did not answer; the text says what happened."""


def process_cpu_ns(pid):
    """CPU time of all threads of a process, ended ones too."""
    return time.clock_gettime_ns((~pid << 3) | CPU_CLOCK)


def request_bytes(text, host):
    """The HTTP request for 'METHOD TARGET [BODY]'."""
    method, target, *body = text.split(" ", 2)
    content = body[0].encode() if body else b""
    head = f"{method} {target} HTTP/1.1\r\nHost: {host}\r\n"
    if content:
        head += f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n"
    return head.encode() + b"\r\n" + content


class Connection:
    """One kept connection to the service."""

    def __init__(self, address, timeout):
        self.socket = socket.create_connection(address, timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.answer = self.socket.makefile("rb")

    def send(self, request):
        self.socket.sendall(request)

    def receive(self):
        """Reads one answer and drops it."""
        status = self.answer.readline(1024)
        if not status.startswith((b"HTTP/1.1 2", b"HTTP/1.0 2")):
            raise ServiceFailed(f"the service answered {status!r}")
        length = None
        chunked = False
        while line := self.answer.readline(8192).strip():
            name, _, value = line.lower().partition(b":")
            if name == b"content-length":
                length = int(value)
            chunked |= name == b"transfer-encoding" and value.strip() == b"chunked"
        if chunked:
            while size := int(self.answer.readline(1024), 16):
                self.skip(size + 2)
            self.answer.readline(1024)
        elif length is None:
            raise ServiceFailed("an answer of unknown length")
        else:
            self.skip(length)

    def skip(self, size):
        if size > LONGEST_ANSWER or len(self.answer.read(size)) != size:
            raise ServiceFailed(f"an answer that is too long or ends early ({size} bytes)")

    def close(self):
        self.answer.close()
        self.socket.close()


class Service:
    """A running service and the connections that load it."""

    def __init__(self, command, environment, arguments):
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env={**os.environ, **environment}, start_new_session=True)
        self.connections = []
        watchdog = threading.Timer(arguments.timeout, self.kill)
        watchdog.start()
        try:
            line = self.process.stdout.readline(4096).decode(errors="replace").strip()
        finally:
            watchdog.cancel()
        url = urllib.parse.urlsplit(line)
        if url.hostname not in ("127.0.0.1", "localhost", "::1") or not url.port:
            self.stop()
            raise ServiceFailed(f"its first line is no address on this machine: {line!r}")
        self.requests = [request_bytes(text, url.netloc) for text in arguments.request]
        self.connections = [Connection((url.hostname, url.port), arguments.timeout) for _ in range(arguments.connections)]

    def load(self, rounds):
        """In each round every connection has one request under way; the n-th round is the same in all services."""
        for number in range(rounds):
            for at, connection in enumerate(self.connections):
                connection.send(self.requests[(number + at) % len(self.requests)])
            for connection in self.connections:
                connection.receive()

    def slice(self, rounds):
        """CPU nanoseconds a request."""
        before = process_cpu_ns(self.process.pid)
        self.load(rounds)
        return (process_cpu_ns(self.process.pid) - before) / (rounds * len(self.connections))

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)

    def stop(self):
        for connection in self.connections:
            connection.close()
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()
            self.process.wait()
        self.process.stdout.close()


def compare(services, arguments):
    """The blocks of one pair of processes as a list of (A, B), CPU nanoseconds a request."""
    for _ in range(arguments.warm_up):
        for name in "AB":
            services[name].load(arguments.rounds)
    blocks = []
    for number in range(arguments.blocks):
        taken = {"A": [], "B": []}
        for name in ("ABBA" if number % 2 == 0 else "BAAB"):
            taken[name].append(services[name].slice(arguments.rounds))
        blocks.append((sum(taken["A"]) / 2, sum(taken["B"]) / 2))
    return blocks


def interval_text(interval):
    return f"{interval[0]:.4f} to {interval[1]:.4f}" if interval else "needs six"


def measure(arguments):
    common = dict(text.split("=", 1) for text in arguments.env)
    own = {name: dict(text.split("=", 1) for text in getattr(arguments, name.lower())) for name in "AB"}
    medians = []
    differences = []
    every = []
    for number in range(arguments.pairs):
        services = {}
        try:
            for name in ("AB" if number % 2 == 0 else "BA"):
                services[name] = Service(arguments.command, {**common, **own[name]}, arguments)
            blocks = compare(services, arguments)
        finally:
            for service in services.values():
                service.stop()
        ratio, interval = pairs.median_interval([b / a for a, b in blocks])
        a, b = (statistics.median(block[side] for block in blocks) / 1000 for side in (0, 1))
        print(f"processes {number + 1:2}  A {a:8.2f} us  B {b:8.2f} us  B/A {ratio:.4f}  {interval_text(interval)}", flush=True)
        medians.append(ratio)
        differences.append(statistics.median(b - a for a, b in blocks) / 1000)
        every += [b / a for a, b in blocks]
    ratio, interval = pairs.median_interval(medians)
    print(f"\nCPU a request, B/A: {ratio:.4f}  {interval_text(interval)}  ({len(medians)} pairs of processes)")
    difference, interval = pairs.median_interval(differences)
    between = f"{interval[0]:.2f} to {interval[1]:.2f}" if interval else "needs six"
    print(f"B - A:              {difference:.2f} us  {between}")
    ratio, interval = pairs.median_interval(every)
    print(f"of all blocks:      {ratio:.4f}  {interval_text(interval)}  ({len(every)} blocks)")


def parse(argv):
    parser = argparse.ArgumentParser(
        description=__doc__, epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=6, metavar="N", help="pairs of processes (6)")
    parser.add_argument("--blocks", type=int, default=40, metavar="N", help="blocks of four slices, each pair (40)")
    parser.add_argument("--rounds", type=int, default=100, metavar="N", help="requests that each connection makes in a slice (100)")
    parser.add_argument("--warm-up", type=int, default=40, metavar="N", help="slices of each before it counts (40)")
    parser.add_argument("--connections", type=int, default=4, metavar="N", help="requests under way at once (4)")
    parser.add_argument("--timeout", type=float, default=60, metavar="SECONDS", help="for the start, and for each answer (60)")
    parser.add_argument("--request", action="append", default=[], metavar="'METHOD TARGET [BODY]'", help="can be repeated; GET / if not given")
    for name, whose in (("env", "both"), ("a", "A"), ("b", "B")):
        parser.add_argument(f"--{name}", action="append", default=[], metavar="NAME=VALUE", help=f"environment of {whose}; can be repeated")
    parser.add_argument("command", nargs="+", help="the service and its arguments, after --")
    arguments = parser.parse_args(argv)
    for name in ("pairs", "blocks", "rounds", "connections"):
        if getattr(arguments, name) < 1:
            parser.error(f"--{name} must be at least 1")
    for text in arguments.env + arguments.a + arguments.b:
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
    except (ServiceFailed, OSError, ValueError) as error:
        print(f"slices.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
