#!/usr/bin/env python3
"""Reads a segment file without any of clrscope's code: counts the committed samples in the ring and prints the counters.

A second opinion for tests: what an agent exports must equal what this finds. The constants are docs/segment-format.md's.

usage: scan_segment.py FILE [--from POSITION] [--json]
"""
import argparse
import collections
import json
import struct

KEY = 0x9E3779B97F4A7C15
MASK = (1 << 64) - 1
PRODUCER, CONSUMER, COUNTERS = 12288, 8192, 16384
COUNTER_NAMES = ["samples_committed", "sample_weight_ns", "samples_dropped_ring_full", "dropped_weight_ns",
                 "timer_overruns", "signals_foreign", "signals_stale", "handler_runs", "handler_ns",
                 "threads_registered", "threads_live", "threads_unregistered_full", "timers_armed", "timers_refused",
                 "poll_signals_sent", "methods_learned", "methods_unloaded", "pcs_unknown", "journal_dropped_records",
                 "worker_ns", "learner_passes", "ring_holes_skipped", "agent_starts", "control_rejected",
                 "frames_guessed", "unwind_table_bytes", "unwind_not_read", "activity_attached",
                 "samples_with_span", "spans_recorded", "spans_over_rate", "spans_not_sampled",
                 "spans_dropped_ring_full", "spans_rejected"]


def word(data, at):
    return struct.unpack_from("<Q", data, at)[0]


def scan(data, start=None):
    ring, size = struct.unpack_from("<QQ", data, 48)
    head = word(data, PRODUCER)
    tail = word(data, CONSUMER)
    position = max(tail if start is None else start, head - size if head > size else 0)
    result = {"pid": struct.unpack_from("<I", data, 16)[0], "head": head, "tail": tail,
              "learned": word(data, PRODUCER + 64), "samples": 0, "weight_ns": 0, "holes": 0}
    stops = collections.Counter()
    pseudo = collections.Counter()
    depth = 0
    in_hole = False
    while position < head:
        at = ring + position % size
        commit, length, kind = struct.unpack_from("<QIH", data, at)
        if commit != (position ^ KEY) & MASK:
            result["holes"] += not in_hole
            in_hole = True
            position += 16
            continue
        in_hole = False
        if kind == 2:
            _, tid, number, weight, _, stop, count = struct.unpack_from("<QIIQBBH", data, at + 16)
            result["samples"] += 1
            result["weight_ns"] += weight
            stops[stop] += 1
            depth += count
            first = word(data, at + 80)
            if first < 4096:
                pseudo[first] += weight
        position += length
    result["mean_depth"] = round(depth / result["samples"], 1) if result["samples"] else 0
    result["stops"] = dict(sorted(stops.items()))
    result["pseudo_ns"] = dict(sorted(pseudo.items()))
    result["counters"] = {name: word(data, COUNTERS + 8 * i) for i, name in enumerate(COUNTER_NAMES)}
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--from", dest="start", type=int, help="ring position to begin at (default: the tail)")
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    arguments = parser.parse_args()
    with open(arguments.file, "rb") as file:
        result = scan(file.read(), arguments.start)
    print(json.dumps(result, indent=None if arguments.json else 2))


if __name__ == "__main__":
    main()
