"""Tests of pairs.py: python3 -m unittest discover -s tests/bench"""

import contextlib
import io
import tempfile
import unittest

import pairs


def run(*argv):
    """Exit code, standard output and standard error of pairs.py."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = pairs.main(argv)
        except SystemExit as end:
            code = end.code
    return code, out.getvalue(), err.getvalue()


class MedianInterval(unittest.TestCase):
    def test_six_values_are_the_fewest(self):
        self.assertEqual((3, None), pairs.median_interval([5, 1, 3, 2, 4]))
        self.assertEqual((3.5, (1, 6)), pairs.median_interval([6, 5, 1, 3, 2, 4]))

    def test_ranks_are_those_of_the_sign_test(self):
        # The tables of the sign test give the 2nd and 9th of 10 values, the 6th and 15th of 20.
        self.assertEqual((5.5, (2, 9)), pairs.median_interval(range(1, 11)))
        self.assertEqual((10.5, (6, 15)), pairs.median_interval(range(1, 21)))


class OwnCpu(unittest.TestCase):
    def test_the_last_report_counts(self):
        self.assertEqual(7, pairs.own_cpu('hello\n{"cpu_ns":5}\n{ not json\n{"requests":3}\n{"cpu_ns":7}\n'))

    def test_a_program_need_not_report(self):
        self.assertIsNone(pairs.own_cpu("Hello, World!\n"))


class Command(unittest.TestCase):
    REPORT = ("--", "sh", "-c", 'echo "{\\"cpu_ns\\":${CPU:-100}}"')

    def test_the_ratio_is_of_b_to_a(self):
        code, out, _ = run("--pairs", "6", "--env", "CPU=150", *self.REPORT)
        self.assertEqual(0, code)
        self.assertRegex(out, r"own +0.000 s +0.000 s +1\.5000 +1\.5000 to 1\.5000")

    def test_the_prefix_stands_before_the_command_of_b(self):
        code, out, _ = run("--pairs", "1", "--prefix", "env CPU=25", *self.REPORT)
        self.assertEqual(0, code)
        self.assertRegex(out, r"own .* 0\.2500 +needs six pairs")

    def test_runs_alternate(self):
        with tempfile.NamedTemporaryFile("r") as log:
            code, _, _ = run("--pairs", "2", "--env", "WHO=B", "--", "sh", "-c", f"echo ${{WHO:-A}} >>{log.name}")
            self.assertEqual(0, code)
            self.assertEqual("A B A B B A", " ".join(log.read().split()), "one run of each, then the pairs")

    def test_a_failing_run_is_named(self):
        code, _, err = run("--pairs", "1", "--env", "X=1", "--", "sh", "-c", "echo because; exit 3")
        self.assertEqual(1, code)
        self.assertRegex(err, "exit code 3\nbecause")

    def test_a_missing_program_is_named(self):
        code, _, err = run("--env", "X=1", "--", "/nowhere/program")
        self.assertEqual(1, code)
        self.assertIn("/nowhere/program", err)

    def test_a_run_that_does_not_end_is_ended(self):
        code, _, err = run("--pairs", "1", "--timeout", "0.2", "--env", "X=1", "--", "sleep", "1000")
        self.assertEqual(1, code)
        self.assertIn("was ended after 0.2 s", err)

    def test_a_comparison_of_a_command_with_itself_is_refused(self):
        code, _, err = run("--", "true")
        self.assertEqual(2, code)
        self.assertIn("--prefix or --env", err)


if __name__ == "__main__":
    unittest.main()
