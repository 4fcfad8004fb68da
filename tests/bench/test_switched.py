"""Tests of switched.py: python3 -m unittest discover -s tests/bench"""

import contextlib
import io
import sys
import tempfile
import unittest

import switched
from test_slices import SERVICE

# The service, with a socket at which it is switched, as TrackerSwitch has it; what it is told is written down with the requests.
SWITCHED = r"""
import os, socket, sys, threading
def serve(listening):
    commands = listening.accept()[0]
    while command := commands.recv(1):
        with open(sys.argv[1], "a") as log:
            log.write(f"switch {command.decode()}\n")
        commands.sendall(command if os.environ["WHO"] == "switched" else b"x")
listening = socket.socket(socket.AF_UNIX)
listening.bind(os.environ["TRACKER_SWITCH"])
listening.listen()
threading.Thread(target=serve, args=(listening,), daemon=True).start()
""" + SERVICE


def run(who, *argv):
    """Exit code, standard output, standard error, and what the service was told and asked, in order."""
    out, err = io.StringIO(), io.StringIO()
    with tempfile.NamedTemporaryFile("r") as log:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = switched.main([
                "--hook", "", "--env", f"WHO={who}", "--processes", "1", "--connections", "1", "--rounds", "1", "--warm-up", "0",
                *argv, "--", sys.executable, "-c", SWITCHED, log.name])
        return code, out.getvalue(), err.getvalue(), log.read().splitlines()


class Comparison(unittest.TestCase):
    def states_measured(self, *argv):
        """The state of each slice: before each, one request is made that is not measured."""
        code, out, _, lines = run("switched", *argv)
        self.assertEqual(0, code)
        self.assertRegex(out, r"all +A +\d+\.\d\d us  B +\d+\.\d\d us")
        states, asked = [], 0
        for line in lines:
            asked = asked + 1 if " GET " in line else 0
            if line.startswith("switch "):
                state = line[-1]
            elif asked == 2:
                states.append(state)
        return "".join(states)

    def test_slices_alternate(self):
        self.assertEqual("01101001", self.states_measured("--blocks", "2"))

    def test_equal_sides_are_switched_as_often(self):
        self.assertEqual("1111", self.states_measured("--blocks", "1", "--states", "11"))
        self.assertEqual("2112", self.states_measured("--blocks", "1", "--states", "21"))

    def test_a_switch_that_does_not_answer_right_is_an_error(self):
        code, _, err, _ = run("stubborn", "--blocks", "1")
        self.assertEqual(1, code)
        self.assertIn("could not be switched", err)


class Statistics(unittest.TestCase):
    def test_the_outermost_tenths_do_not_count(self):
        self.assertEqual(5.5, switched.trimmed_mean([-1000, 2, 3, 4, 5, 6, 7, 8, 9, 1000]))

    def test_the_interval_holds_the_mean_and_shrinks_with_the_square_root(self):
        few = switched.bootstrap_interval([0, 1] * 50, switched.trimmed_mean)
        many = switched.bootstrap_interval([0, 1] * 800, switched.trimmed_mean)
        for low, high in (few, many):
            self.assertTrue(low < 0.5 < high)
        self.assertAlmostEqual(4, (few[1] - few[0]) / (many[1] - many[0]), delta=1)


if __name__ == "__main__":
    unittest.main()
