import os
import struct
import tempfile
import unittest

import code_map
import compare
import left_out
import native_compare
import records
from code_map import Code, CodeMap
from summary import Summary


def code(head, start=0x1000, size=0x100, kind="jit", function=1, time=0, name="T.M"):
    return Code(kind, function, start, size, time, bytes.fromhex(head), name)


def record(**changes):
    fields = dict(state=records.DONE, tid=1, time=10**9, registers=(0x1000, 0x7000, 0x7100), exception_tracker=0, flags=records.MANAGED_LEAF,
                  stop="Root", seeded_result=0, unseeded_result=records.NOT_ASKED, code=b"", code_before=0,
                  ours=[], seeded=[], unseeded=[], native=[])
    return records.Record(**{**fields, **changes})


class Prologues(unittest.TestCase):
    def test_frame_is_set_after_lea(self):
        self.assertEqual(8, code_map.frame_set_at(code("555350488d6c2410488bdf" + "90" * 8)))

    def test_method_without_frame(self):
        self.assertIsNone(code_map.frame_set_at(code("50ff15b13a0400488b004883c408c3")))

    def test_osr_method_is_recognised_by_its_entry(self):
        self.assertTrue(code_map.is_osr(code("488b4500504883ec20")))


class Epilogues(unittest.TestCase):
    def test_the_rest_of_an_epilogue(self):
        for rest in ("c3", "5dc3", "4883c4085b5dc3", "c5f8774883c420415e5de912345678", "5dff2512345678"):
            self.assertTrue(code_map.in_epilogue(bytes.fromhex(rest)), rest)

    def test_ordinary_code(self):
        for rest in ("488bf8e8", "4883c408488bc3", "ff1512345678"):
            self.assertFalse(code_map.in_epilogue(bytes.fromhex(rest)), rest)


class Comparing(unittest.TestCase):
    def setUp(self):
        self.codes = CodeMap("/nowhere")

    def filled(self, ours, theirs, cut=False):
        deep = record(ours=[(pc, function) for function, pc in ours])
        mine, _ = compare.ours(deep, set())
        return compare.with_omitted(deep, set(), mine, compare.Reference("", theirs, set(), cut))

    def test_what_is_left_out_of_a_deep_stack_is_not_compared(self):
        gap = (0, compare.OMITTED)
        theirs = [(i, 0x1000 + i) for i in range(1, 7)]
        whole = theirs[:2] + [gap] + theirs[4:]
        self.assertEqual(theirs, self.filled(whole, theirs))
        self.assertEqual(theirs, self.filled(theirs[:2] + [gap], theirs))
        self.assertEqual(theirs[:4], self.filled(whole, theirs[:4], cut=True))
        for wrong in (theirs[:1] + [(9, 9), gap] + theirs[4:], theirs[:2] + [gap, (9, 9)] + theirs[5:]):
            self.assertNotEqual(theirs, self.filled(wrong, theirs))
        self.assertNotEqual(theirs[:3], self.filled(whole, theirs[:3]), "ours has more than there is")
        self.assertEqual(theirs[:3], self.filled(theirs[:3], theirs), "nothing is left out")

    def test_an_error_is_no_answer(self):
        answer, why = compare.reference(record(seeded_result=-2147467259))
        self.assertIsNone(answer)
        self.assertIn("0x80004005", why)

    def test_without_registers_a_thread_that_counts_as_managed_gets_no_answer(self):
        asked = dict(seeded_result=records.NOT_ASKED, unseeded_result=0, unseeded=[(1, 0x11)])
        for flags, frames in ((0, [(1, 0x11)]), (records.THREAD_KNOWN, [(1, 0x11)]),
                              (records.THREAD_KNOWN | records.COOPERATIVE, None)):
            answer, _ = compare.reference(record(flags=flags, **asked))
            self.assertEqual(frames, answer and answer.frames)

    def test_dispatcher_frames_are_no_methods_of_the_program(self):
        self.codes.names = {9: "System.Runtime.EH.RhThrowEx"}
        self.assertTrue(compare.same_methods([(1, 1), (9, 9), (2, 2)], [(1, 1), (2, 7)], self.codes))

    def test_cause_is_sought_in_the_frame_below_the_difference(self):
        self.codes.rows = [code("5553504883ec10488d6c2420" + "90" * 8)]
        self.codes.starts = [0x1000]
        mine, theirs = [(1, 0x1001), (3, 3)], [(1, 0x1001), (2, 2), (3, 3)]
        self.assertEqual("leaf in prologue", compare.cause(record(), mine, theirs, set(), set(), 1, self.codes))


class FramesLeftOut(unittest.TestCase):
    """What is left out on purpose is told from the record, and nothing else passes for it."""

    codes = CodeMap("/nowhere")
    # A method 1 that native code calls on behalf of a method 2, called by 3.
    native_call = dict(mine=[(1, 0x11), (2, 0x22), (3, 0x33)], theirs=[(2, 0x22), (3, 0x33)], our_transitions={0, 1},
                       flags=records.THREAD_KNOWN | records.SEEDED_BY_NATIVE, native=[(0x90, 0x7000), (0x11, 0x7100)],
                       confirmed={(1, 2, 0x22), (2, 3, 0x33)})
    # Method 1 has thrown; the exception has passed it and 2.
    thrown = dict(native_call, theirs=[(3, 0x33)], our_transitions={0}, exception_tracker=0x7080,
                  flags=records.THREAD_KNOWN | records.COOPERATIVE | records.SEEDED_BY_NATIVE)

    def kind(self, case, **changes):
        case = {**case, **changes}
        arguments = [case.pop(name) for name in ("mine", "theirs", "our_transitions", "confirmed")]
        return left_out.kind(record(seeded=arguments[1], **case), *arguments, self.codes)

    def test_a_native_callable_method_while_the_thread_counts_as_native(self):
        self.assertEqual(left_out.NATIVE, self.kind(self.native_call))
        at_leaf = records.THREAD_KNOWN | records.MANAGED_LEAF
        self.assertEqual(left_out.NATIVE, self.kind(self.native_call, flags=at_leaf, native=[], registers=(0x11, 0x7000, 0)))

    def test_no_native_callable_method(self):
        flags = self.native_call["flags"]
        for why, changes in {
                "the thread counts as managed": dict(flags=flags | records.COOPERATIVE),
                "its state is not known": dict(flags=flags & ~records.THREAD_KNOWN),
                "a managed method has called it": dict(our_transitions={0}),
                "one frame more is missing": dict(theirs=[(3, 0x33)]),
        }.items():
            self.assertIsNone(self.kind(self.native_call, **changes), why)

    def test_frames_that_an_exception_has_passed(self):
        self.assertEqual(left_out.LEFT, self.kind(self.thrown))
        faulted = [(0x90, 0x7000), (0x10, 0x7100)]
        self.assertEqual(left_out.LEFT, self.kind(self.thrown, native=faulted), "one byte further, as a fault is written")

    def test_no_frames_that_an_exception_has_passed(self):
        for why, changes in {
                "no exception": dict(exception_tracker=0),
                "one that a method further out has thrown": dict(exception_tracker=0x7100),
                "one whose state is not on the stack any more": dict(exception_tracker=0x6FF8),
        }.items():
            self.assertIsNone(self.kind(self.thrown, **changes), why)

    def test_our_walk_is_not_trusted(self):
        for case in (self.native_call, self.thrown):
            for why, changes in {
                    "libgcc arrives elsewhere": dict(native=[(0x90, 0x7000), (0x15, 0x7100)]),
                    "libgcc arrives nowhere": dict(native=[]),
                    "the runtime was not asked about that frame": dict(seeded_result=records.NOT_ASKED),
                    "it was asked about a stub's caller": dict(flags=case["flags"] | records.SEEDED_THROUGH_STUB),
                    "nobody has seen that call": dict(confirmed={(2, 3, 0x33)}),
                    "seen from elsewhere": dict(confirmed={(1, 2, 0x29), (2, 3, 0x33)}),
                    "its answer is empty": dict(theirs=[]),
                    "its answer has a frame that ours misses": dict(mine=[(1, 0x11), (3, 0x33)], theirs=[(2, 0x22), (3, 0x33)]),
                    "its answer ends otherwise": dict(theirs=[(4, 0x44)]),
                    "ours goes on where its answer ends": dict(theirs=[(2, 0x22)]),
                    "ours is the shorter": dict(mine=[(3, 0x33)]),
            }.items():
                self.assertIsNone(self.kind(case, **changes), why)

    def test_calls_are_taken_from_answers_across_native_frames(self):
        self.assertEqual({(1, 2, 0x22), (2, 3, 0x33)}, left_out.called_by([[(1, 0x11), (0, 0x99), (2, 0x22)], [(2, 0x20), (3, 0x33)]]))


class BrokenOff(unittest.TestCase):
    mine = [(1, 0x11), (2, 0x22), (9, 0x99)]

    def is_broken_off(self, theirs, mine=None, times=(1, 3), tid=1):
        roots = left_out.Roots([record(tid=tid, time=time, seeded=[(5, 0x55), (9, 0x99), (0, 0xAA)]) for time in times])
        return left_out.broken_off(record(time=2), mine or self.mine, theirs, roots, CodeMap("/nowhere"))

    def test_an_answer_without_the_threads_outermost_frame(self):
        self.assertTrue(self.is_broken_off([]))
        self.assertTrue(self.is_broken_off([(1, 0x12)]))

    def test_the_frame_must_have_been_there_before_and_after(self):
        for times in ((), (1,), (3,), (1, 1), (3, 4)):
            self.assertFalse(self.is_broken_off([], times=times), times)
        self.assertFalse(self.is_broken_off([], tid=2))

    def test_what_the_answer_has_must_be_ours(self):
        self.assertFalse(self.is_broken_off([(2, 0x22)]))
        self.assertFalse(self.is_broken_off([(1, 0x11), (3, 0x33)]))

    def test_ours_must_come_to_that_frame(self):
        self.assertFalse(self.is_broken_off([(1, 0x11)], mine=self.mine[:2]))

    def test_a_whole_answer_is_not_broken_off(self):
        self.assertFalse(self.is_broken_off([(1, 0x11), (9, 0x99)]))


class NativeFrames(unittest.TestCase):
    def test_a_method_that_faulted_is_one_byte_further(self):
        self.assertTrue(native_compare.after_fault([0x10, 0x20, 0x30], [0x10, 0x20, 0x31]))

    def test_nothing_else_may_differ(self):
        for mine in ([0x10, 0x21, 0x30], [0x10, 0x21, 0x31], [0x10, 0x20, 0x32], [0x10, 0x20], [0x10, 0x20, 0x30]):
            self.assertFalse(native_compare.after_fault([0x10, 0x20, 0x30], mine))


class Files(unittest.TestCase):
    def test_a_slot_is_read_as_the_oracle_writes_it(self):
        slot = bytearray(40960)
        head = (records.DONE, 7, 99, *range(17), 0x100, 0x200, 0x150, records.MANAGED_LEAF, 1, 0, 1, 2, 1, 0, 0, 2, 4)
        records.SLOT_HEAD.pack_into(slot, 0, *head, b"\x90\x90\x55\xc3")
        struct.pack_into("<2Q", slot, 280, 11, 12)
        struct.pack_into("<2Q", slot, 280 + 512 * 8, 1, 0)
        struct.pack_into("<2Q", slot, 280 + 1024 * 8, 1, 11)
        struct.pack_into("<3Q", slot, 280 + 1024 * 8 + 2 * 640 * 16 + 256 * 16, 2, 21, 22)
        struct.pack_into("<Q", slot, 280 + 1024 * 8 + 2 * 640 * 16 + 256 * 16 + 8 + 768 * 8 + 63 * 8, 31)
        with tempfile.TemporaryDirectory() as directory:
            with open(os.path.join(directory, "5.records"), "wb") as file:
                header = records.FILE_HEADER.pack(records.MAGIC, records.VERSION, 40960, 8192, 5, 10, 1, 0, 1, b"program", b"Root\0Other\0")
                file.write(header.ljust(8192, b"\0") + slot)
            (process, rows), = ((p, list(r)) for p, r in records.processes(directory))
        self.assertEqual(("program", True, False), (process.command, process.shut_down, process.stuck))
        self.assertEqual([(11, 1), (12, 0)], rows[0].ours)
        self.assertEqual([(1, 11)], rows[0].seeded)
        self.assertEqual(0x150, rows[0].exception_tracker)
        self.assertEqual((21, 22), rows[0].stack)
        self.assertEqual((0, 31), rows[0].thread_object[-2:])
        self.assertEqual(("Other", b"\x90\x90\x55\xc3", 2), (rows[0].stop, rows[0].code, rows[0].code_before))

    def test_summaries_add_up(self):
        one, two = Summary(), Summary()
        one.totals["compared"] = 3
        two.totals["compared"] = 4
        two.examples["x"] = "text"
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "s.json")
            two.save(path)
            one.add(Summary.load(path))
        self.assertEqual((7, "text"), (one.totals["compared"], one.examples["x"]))


if __name__ == "__main__":
    unittest.main()
