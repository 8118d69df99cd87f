import os
import subprocess
import sys
import unittest

TESTS = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SMOKE = os.path.join(TESTS, "modemsim", "tests", "smoke.py")


class Interpreters(unittest.TestCase):
    def run_smoke(self, program):
        env = dict(os.environ, PYTHONPATH=TESTS, MICROPYPATH=TESTS)
        done = subprocess.run([program, SMOKE], env=env, capture_output=True, text=True, timeout=60)
        self.assertEqual((done.stdout, done.returncode), ("smoke ok\n", 0), done.stderr)

    def test_the_smoke_test_passes_under_cpython(self):
        self.run_smoke(sys.executable)

    @unittest.skipUnless(os.environ.get("MICROPYTHON"), "MICROPYTHON names no interpreter")
    def test_the_smoke_test_passes_under_micropython(self):
        self.run_smoke(os.environ["MICROPYTHON"])
