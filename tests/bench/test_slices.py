"""Tests of slices.py: python3 -m unittest discover -s tests/bench"""

import contextlib
import io
import os
import sys
import tempfile
import time
import unittest

import slices

# Answers each request, and writes down who it is and what it was asked.
SERVICE = r"""
import http.server, os, sys
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        with open(sys.argv[1], "a") as log:
            log.write(f"{os.environ['WHO']} {self.command} {self.path} {body}".strip() + "\n")
        status = 500 if self.path == "/fails" else 200
        self.send_response(status)
        if self.path == "/chunked":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
        else:
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")
    do_POST = do_GET
    def log_message(self, *_): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(f"http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
"""


def run(*argv):
    """Exit code, standard output and standard error of slices.py."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = slices.main(argv)
        except SystemExit as end:
            code = end.code
    return code, out.getvalue(), err.getvalue()


class Clock(unittest.TestCase):
    def test_it_is_the_cpu_time_of_that_process(self):
        before = time.process_time_ns()
        read = slices.process_cpu_ns(os.getpid())
        self.assertTrue(before <= read <= time.process_time_ns())

    def test_a_process_that_is_gone_has_none(self):
        pid = os.fork()
        if pid == 0:
            os._exit(0)
        os.waitpid(pid, 0)
        with self.assertRaises(OSError):
            slices.process_cpu_ns(pid)


class Comparison(unittest.TestCase):
    def compare(self, *argv):
        """What slices.py says, and what the two services were asked, in order."""
        with tempfile.NamedTemporaryFile("r") as log:
            result = run(
                "--pairs", "1", "--connections", "1", "--rounds", "1", "--warm-up", "1", "--a", "WHO=A", "--b", "WHO=B", *argv,
                "--", sys.executable, "-c", SERVICE, log.name)
            return result, log.read().splitlines()

    def test_slices_alternate(self):
        (code, out, _), asked = self.compare("--blocks", "2")
        self.assertEqual(0, code)
        self.assertEqual("A B A B B A B A A B", " ".join(line[0] for line in asked), "the warm-up, then the blocks")
        self.assertRegex(out, r"CPU a request, B/A: \d+\.\d{4}  needs six  \(1 pairs of processes\)")
        self.assertRegex(out, r"B - A: +-?\d+\.\d\d us  needs six")
        self.assertRegex(out, r"of all blocks: +\d+\.\d{4}  needs six  \(2 blocks\)")

    def test_both_get_the_same_requests(self):
        (code, _, _), asked = self.compare(
            "--blocks", "1", "--rounds", "2", "--request", "GET /chunked", "--request", 'POST /b {"n": 1}')
        self.assertEqual(0, code)
        of = {who: [line[2:] for line in asked if line[0] == who] for who in "AB"}
        self.assertEqual(["GET /chunked", 'POST /b {"n": 1}'] * 3, of["A"])
        self.assertEqual(of["A"], of["B"])

    def test_a_refused_request_is_an_error(self):
        (code, _, err), _ = self.compare("--request", "GET /fails")
        self.assertEqual(1, code)
        self.assertIn("500", err)

    def test_a_service_that_prints_no_address_of_this_machine_is_named(self):
        for line in ("hello", "http://192.0.2.1:80"):
            code, _, err = run("--", "echo", line)
            self.assertEqual(1, code)
            self.assertIn(line, err)

    def test_settings_without_a_value_are_refused(self):
        code, _, err = run("--a", "NAME", "--", "true")
        self.assertEqual(2, code)
        self.assertIn("NAME=VALUE", err)


if __name__ == "__main__":
    unittest.main()
