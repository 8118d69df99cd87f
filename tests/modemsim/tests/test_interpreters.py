import os
import subprocess
import sys
import unittest

TESTS = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILT = os.path.join(os.path.dirname(TESTS), "build", "micropython")
MICROPYTHON = os.environ.get("MICROPYTHON") or (BUILT if os.path.isfile(BUILT) else None)
SMOKE = os.path.join(TESTS, "modemsim", "tests", "smoke.py")


class Interpreters(unittest.TestCase):
    def run_smoke(self, program):
        env = dict(os.environ, PYTHONPATH=TESTS, MICROPYPATH=TESTS)
        done = subprocess.run([program, SMOKE], env=env, capture_output=True, text=True, timeout=60)
        self.assertEqual((done.stdout, done.returncode), ("smoke ok\n", 0), done.stderr)

    def test_the_smoke_test_passes_under_cpython(self):
        self.run_smoke(sys.executable)

    @unittest.skipUnless(MICROPYTHON, "neither MICROPYTHON nor build/micropython")
    def test_the_smoke_test_passes_under_micropython(self):
        self.run_smoke(MICROPYTHON)
