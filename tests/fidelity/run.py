#!/usr/bin/env python3
"""Runs the oracle over real programs again and again, adds up what it recorded, and prints one report a program.

Asking the runtime inside a signal handler can deadlock: every run has a time limit, the oracle itself ends a process whose
question does not come back, and what was recorded until then counts. Lost runs are counted and printed.
"""

import argparse
import contextlib
import io
import os
import shutil
import signal
import subprocess
import sys
import time

import report
from summary import Summary

PROFILER = "{6AF495FF-C90D-4555-8CAD-A5F34F3A3485}"
STUCK_EXIT = 98
LOST_IN_A_ROW = 20  # then something else is wrong
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def prepare_compiler(directory):
    source = os.path.join(directory, "source")
    targets = os.path.join(ROOT, "tests", "targets")
    os.makedirs(source)
    shutil.copy(os.path.join(targets, "Directory.Build.props"), source)
    shutil.copytree(os.path.join(targets, "HardCases"), os.path.join(source, "HardCases"),
                    ignore=shutil.ignore_patterns("bin", "obj"))
    # No server of an earlier run: every process starts cold and inherits the profiler.
    return ["dotnet", "build", os.path.join(source, "HardCases"), "-c", "Release", "-nodeReuse:false", "--nologo", "-v",
            "quiet", "-p:UseSharedCompilation=false"]


def prepare_shop(directory):
    return ["dotnet", os.path.join(ROOT, "out/targets/Shop/Shop.dll"), "--load", "4", "--seconds", "20"]


def prepare_hardcases(directory):
    return ["dotnet", os.path.join(ROOT, "out/targets/HardCases/HardCases.dll"), "--seconds", "20", "--threads", "3"]


def prepare_composite(directory):
    return [os.path.join(ROOT, "out/targets/ShopComposite/Shop"), "--load", "4", "--seconds", "20"]


WORKLOADS = {"compiler": prepare_compiler, "shop": prepare_shop, "hardcases": prepare_hardcases, "composite": prepare_composite}


def run_once(workload, directory, library, hz, limit):
    segments = os.path.join(directory, "segments")
    os.makedirs(segments, mode=0o700)
    command = WORKLOADS[workload](directory)
    environment = {**os.environ, "CORECLR_ENABLE_PROFILING": "1", "CORECLR_PROFILER": PROFILER,
                   "CORECLR_PROFILER_PATH": library, "CLRSCOPE_AGENT": "off", "CLRSCOPE_DIR": segments,
                   "CLRSCOPE_CPU_HZ": str(hz), "CLRSCOPE_ACTIVITY_ENABLED": "false", "FIDELITY_DIR": directory, "MSBUILDDISABLENODEREUSE": "1",
                   # Under W^X the runtime maps memory with a lock held whenever it writes code, which is where most questions
                   # deadlock. The code is the same without.
                   "DOTNET_EnableWriteXorExecute": "0", "DOTNET_CLI_USE_MSBUILD_SERVER": "0", "DOTNET_CLI_TELEMETRY_OPTOUT": "1"}
    with open(os.path.join(directory, "output.txt"), "wb") as output:
        # A session of its own, so that children of a killed run end with it.
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment,
                                 cwd=directory, start_new_session=True)
        try:
            outcome = child.wait(limit)
        except subprocess.TimeoutExpired:
            outcome = "killed after the time limit"
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    return outcome


def run_workload(workload, options, seconds):
    total = Summary()
    end = time.monotonic() + seconds
    number = lost_in_a_row = 0
    while time.monotonic() < end and lost_in_a_row < LOST_IN_A_ROW:
        number += 1
        directory = os.path.join(options.out, workload, str(number))
        shutil.rmtree(directory, ignore_errors=True)
        os.makedirs(directory)
        outcome = run_once(workload, directory, options.library, options.hz, options.limit)
        before = total.runs["ended stuck in a question to the runtime"]
        report.read_directory(directory, total)
        stuck = total.runs["ended stuck in a question to the runtime"] - before
        total.runs["runs"] += 1
        if outcome == 0:
            lost_in_a_row = 0
        else:
            lost_in_a_row += 1
            total.runs["lost runs: " + ("a question to the runtime did not come back" if stuck or outcome == STUCK_EXIT
                                        else str(outcome))] += 1
        total.save(os.path.join(options.out, workload + ".json"))
        print(f"{workload} {number}: {outcome}, {total.totals['compared']:,} compared, "
              f"{report.share(total.totals['identical'], total.totals['compared'])} identical", flush=True)
        if not options.keep and (outcome == 0 or stuck or outcome == STUCK_EXIT):
            shutil.rmtree(directory)  # others stay, to be looked at
    return total


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--hours", type=float, default=0.1, help="of all programs together")
    parser.add_argument("--only", choices=WORKLOADS)
    parser.add_argument("--hz", type=int, default=250)
    parser.add_argument("--limit", type=float, default=120, help="seconds that one run may take")
    parser.add_argument("--keep", action="store_true", help="the records of every run, for report.py: some GiB an hour")
    options = parser.parse_args()
    options.out = os.path.abspath(options.out)
    options.library = os.path.abspath(options.library)
    workloads = [options.only] if options.only else list(WORKLOADS)
    totals = {w: run_workload(w, options, 3600 * options.hours / len(workloads)) for w in workloads}
    for workload, total in totals.items():
        text = io.StringIO()
        with contextlib.redirect_stdout(text):
            report.print_report(total)
        path = os.path.join(options.out, workload + ".txt")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.getvalue())
        print(f"\n======== {workload}   (with examples: {path})\n" + text.getvalue().split("\n---- ")[0])
    return 0 if all(total.totals["compared"] for total in totals.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
