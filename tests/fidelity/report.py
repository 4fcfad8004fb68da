#!/usr/bin/env python3
"""Reads what the oracle recorded and prints how faithful our stacks are.

usage: report.py [--save FILE] [DIRECTORY | SUMMARY.json]...   directories hold *.records; summaries come from --save
"""

import argparse
import os
import sys

import compare
import left_out
import native_compare
from code_map import CodeMap
from records import ASKING, DONE, NOT_ASKED, OFF_STACK, WALKED, processes
from summary import Summary

DEFINITION = """\
A stack is identical if our list of its managed frames equals the runtime's (DoStackSnapshot, asked inside the same signal
handler): as many frames, in the same order, each the same function and the same address (the interrupted pc for the
leaf, else the return address). The runtime is asked with the interrupted registers where the leaf is managed. Where it is
native, libgcc unwinds the native frames and the runtime goes on from the first managed frame; where libgcc arrives
neither at one nor at the thread's start, the runtime is asked without registers. Stacks for which neither side has a managed frame are not counted as compared,
nor are those for which the runtime gave no answer. Functions without metadata that the runtime's walk never shows
(IL stubs) are left out of ours."""


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--save")
    parser.add_argument("inputs", nargs="+")
    options = parser.parse_args()
    total = Summary()
    for path in options.inputs:
        if path.endswith(".json"):
            total.add(Summary.load(path))
        else:
            read_directory(path, total)
    if options.save:
        total.save(options.save)
    print_report(total)
    return 0


def read_directory(path, total):
    for process, records in processes(path):
        read_process(process, records, total)


def read_process(process, records, total):
    total.runs["processes"] += 1
    total.runs["ended stuck in a question to the runtime"] += process.stuck
    total.runs["ended before the runtime's shutdown"] += not process.shut_down
    total.runs["samples without room in the file"] += max(0, process.taken - process.limit)
    codes = CodeMap(process.path[:-len(".records")] + ".code")
    libraries = native_compare.Libraries(process.mappings)
    records = list(records)
    hidden = never_reported(records, codes)
    confirmed = left_out.called_by(answer for record in records for answer in (record.seeded, record.unseeded))
    roots = left_out.Roots(records)
    for record in records:
        read_record(record, codes, libraries, hidden, (confirmed, roots), total)


def never_reported(records, codes):
    shown = set()
    for record in records:
        shown.update(function for function, _ in record.seeded)
        shown.update(function for function, _ in record.unseeded)
    return {f for f in codes.dynamic if f not in shown and codes.names.get(f, "").startswith("IL_STUB")}


def read_record(record, codes, libraries, hidden, others, total):
    if record.state != DONE:
        if record.state in (WALKED, ASKING):
            total.unfinished[libraries.name(record.pc)] += 1
        return
    total.totals["samples"] += 1
    total.stops[record.stop] += 1
    total.totals["root"] += record.stop == "Root"
    if record.flags & OFF_STACK:
        total.totals["on an alternate stack or without bounds"] += 1
        total.totals["root, on an alternate stack or without bounds"] += record.stop == "Root"
        read_native(record, codes, libraries, total)
        return
    for pc, function in record.ours:
        total.totals["managed frames"] += function != 0
        if function == 0 and libraries.name(pc).startswith("[stub"):
            total.totals["frames in no method and no library"] += 1
    read_native(record, codes, libraries, total)
    read_managed(record, codes, libraries, hidden, others, total)


def read_managed(record, codes, libraries, hidden, others, total):
    leaf = "managed leaf" if record.managed_leaf else "native leaf in " + libraries.name(record.pc)
    reference, failure = compare.reference(record)
    mine, our_transitions = compare.ours(record, hidden)
    if not record.managed_leaf and record.unseeded_result != NOT_ASKED:
        total.leaves[f"unseeded, {leaf}: {compare.hresult(record.unseeded_result)}"] += 1
        unseeded = [frame for frame in record.unseeded if frame[0]]
        if reference and record.unseeded_result == 0 and unseeded != reference.frames:
            total.disagreements[leaf] += 1
    if reference is None:
        total.unanswered[f"{failure}, {leaf}" + (", we show managed frames" if mine else "")] += 1
        return
    if not mine and not reference.frames:
        total.totals["no managed frame"] += 1
        return
    group = "managed leaf" if record.managed_leaf else "native leaf"
    total.totals["compared"] += 1
    total.totals["compared, " + group] += 1
    mine = compare.with_omitted(record, hidden, mine, reference)
    if mine == reference.frames:
        total.totals["identical"] += 1
        total.totals["identical, " + group] += 1
        return
    if compare.same_methods(mine, reference.frames, codes):
        total.totals["same methods"] += 1
    elif why := proved(record, mine, reference.frames, our_transitions, others, codes):
        total.left_out[why] += 1
        total.example(why, lambda: managed_example(record, mine, reference, 0, codes, libraries))
        return
    at = compare.first_difference(mine, reference.frames)
    why = compare.cause(record, mine, reference.frames, our_transitions, reference.transitions, at, codes)
    if why.startswith("native leaf"):
        why += " (" + libraries.name(record.pc) + ")"
    total.causes[why] += 1
    total.shapes[f"{why}: {compare.shape(mine, reference.frames, at)}"] += 1
    total.example(why, lambda: managed_example(record, mine, reference, at, codes, libraries))


def proved(record, mine, theirs, our_transitions, others, codes):
    confirmed, roots = others
    if left_out.broken_off(record, mine, theirs, roots, codes):
        return left_out.BROKEN_OFF
    return left_out.kind(record, mine, theirs, our_transitions, confirmed, codes)


def read_native(record, codes, libraries, total):
    theirs, mine = native_compare.runs(record)
    if len(theirs) < 2:
        return
    leaf = libraries.name(record.pc)
    total.native_compared[leaf] += 1
    if theirs == mine[:len(theirs)]:
        total.native_same[leaf] += 1
        return
    if native_compare.after_fault(theirs, mine):
        total.native_faults[leaf] += 1
        return
    at = compare.first_difference(theirs, mine)
    culprit = libraries.name(theirs[max(0, at - 1)])
    total.native_culprits[culprit] += 1
    total.example("native, wrong caller of " + culprit, lambda: native_example(record, theirs, mine, codes, libraries))


def describe(function, pc, codes, libraries, time):
    if not function:
        mapping = libraries.find(pc)
        return f"{pc:012x} {libraries.name(pc)}" + (f"+{pc - mapping.start:x}" if mapping else "")
    code = codes.find(pc, function, time)
    where = f"+{pc - code.start:x} {code.kind}" if code else ""
    return f"{pc:012x} {codes.names.get(function, '?')} {where}"


def code_text(record):
    before, ahead = record.code[:record.code_before], record.code[record.code_before:]
    return f"{before.hex(' ')} [pc] {ahead.hex(' ')}"


def managed_example(record, mine, reference, at, codes, libraries):
    lines = [f"code   {code_text(record)}",
             f"rsp {record.registers[1]:x}  rbp {record.registers[2]:x}  stop {record.stop}",
             f"leaf   {describe(record.ours[0][1], record.pc, codes, libraries, record.time)}"]
    if at > 0:
        function, pc = reference.frames[at - 1]
        code = codes.find(pc, function, record.time)
        if code:
            lines.append(f"wrong caller of {code.name}, which begins {code.head[:40].hex(' ')}")
    for name, frames in (("ours", mine), ("runtime", reference.frames)):
        first = max(0, at - 2)
        lines.append(f"{name}, frames {first} to {min(len(frames), at + 4) - 1} of {len(frames)}")
        for i, (function, pc) in enumerate(frames[first:at + 4], first):
            lines.append(f"  {'>' if i == at else ' '} {describe(function, pc, codes, libraries, record.time)}")
    return "\n".join(lines)


def native_example(record, theirs, mine, codes, libraries):
    functions = dict(record.ours)
    lines = [f"code   {code_text(record)}"]
    for name, frames in (("ours", mine), ("libgcc", theirs)):
        lines.append(f"{name}, {len(frames)} frames")
        lines += ["    " + describe(functions.get(pc, 0), pc, codes, libraries, record.time) for pc in frames[:12]]
    return "\n".join(lines)


def share(part, whole):
    return f"{100 * part / whole:.2f} %" if whole else "-"


def section(title, counter):
    if not counter:
        return
    print(f"\n{title}")
    for name, count in counter.most_common():
        if count:
            print(f"  {count:9,}  {name}")


def print_report(total):
    print(DEFINITION)
    t = total.totals
    print(f"\n{'':24}{'compared':>10} {'identical':>10}  share")
    for group in ("", ", managed leaf", ", native leaf"):
        whole, part = t["compared" + group], t["identical" + group]
        print(f"  {group[2:] or 'all':22}{whole:10,} {part:10,}  {share(part, whole)}")
    print(f"\n  {t['same methods']:9,}  not identical, but of the same methods in the same order, apart from the frames of the "
          "runtime's managed exception\n             dispatcher, which its walk hides: only addresses differ "
          f"(with them {share(t['identical'] + t['same methods'], t['compared'])})")
    proved = sum(total.left_out.values())
    print(f"  {proved:9,}  of the same methods but for frames that are proved to be on the stack, and that the runtime leaves out: "
          f"below\n             (with them {share(t['identical'] + t['same methods'] + proved, t['compared'])})")
    print(f"  {t['samples']:9,}  samples in all")
    print(f"  {t['root']:9,}  walks ended at the thread's root ({share(t['root'], t['samples'])})")
    print(f"  {t['no managed frame']:9,}  without managed frames on either side")
    print(f"  {t['on an alternate stack or without bounds']:9,}  on an alternate stack or without known bounds, not asked "
          f"({t['root, on an alternate stack or without bounds']:,} of them walked to the root)")
    print(f"  {sum(total.unanswered.values()):9,}  without an answer of the runtime")
    print(f"  {t['managed frames']:9,}  managed frames of ours; {t['frames in no method and no library']:,} frames in no "
          "method and no library")
    section("processes and runs", total.runs)
    section("frames that the runtime leaves out, proved by the record", total.left_out)
    section("differences by cause", total.causes)
    section("differences by cause and shape", total.shapes)
    section("no answer of the runtime", total.unanswered)
    section("asked without registers where the leaf is native", total.leaves)
    section("questions that never came back, or in which the process ended, by the leaf's library", total.unfinished)
    section("both ways of asking answered, differently", total.disagreements)
    section("how our walks ended", total.stops)
    if total.native_compared:
        print("\nnative frames up to the first managed one, against libgcc, by the leaf's library")
        for name, count in total.native_compared.most_common():
            part = total.native_same[name]
            print(f"  {count:9,} compared {part:9,} identical {share(part, count):>9}  {name}")
        section("of the others: the method that faulted, one byte further", total.native_faults)
        section("native differences: whose caller was wrong", total.native_culprits)
    for group, text in total.examples.items():
        count = total.causes.get(group)
        print(f"\n---- {group}" + (f" ({count:,})" if count else ""))
        print(text)


if __name__ == "__main__":
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    sys.exit(main())
