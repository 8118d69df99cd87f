#!/usr/bin/env python3
"""Runs test suites and counts: test.py [suite ...], those of SUITES without an argument.

Every suite is a command and a way to read its counts. The output passes through; the last line is the sum.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
TOOLS = PROJECT / "tools"


def counts_of_cargo(text):
    rows = re.findall(r"^test result: \w+\. (\d+) passed; (\d+) failed", text, re.MULTILINE)
    return sum(int(passed) for passed, _ in rows), sum(int(failed) for _, failed in rows)


def counts_of_lines(text):
    """Suites that print `<name>: N passed, N failed` per program."""
    rows = re.findall(r"^[\w-]+: (\d+) passed, (\d+) failed$", text, re.MULTILINE)
    return sum(int(passed) for passed, _ in rows), sum(int(failed) for _, failed in rows)


def counts_of_kinds(text):
    """Suites whose last line tells the kinds of results there were, such as `9 passed, 3 skipped`."""
    lines = text.strip().splitlines() or [""]
    counts = {kind: int(count) for count, kind in re.findall(r"(\d+) (\w+)", lines[-1])}
    return counts.get("passed", 0), counts.get("failed", 0)


def counts_of_micropython(text):
    """MicroPython's run-tests.py."""
    passed = re.findall(r"^(\d+) tests passed$", text, re.MULTILINE)
    failed = re.findall(r"^(\d+) tests failed:", text, re.MULTILINE)
    return sum(map(int, passed)), sum(map(int, failed))


def counts_of_unittest(text):
    ran = sum(int(count) for count in re.findall(r"^Ran (\d+) tests? in", text, re.MULTILINE))
    failed = sum(int(count) for count in re.findall(r"(?:failures|errors|unexpected successes)=(\d+)", text))
    skipped = sum(int(count) for count in re.findall(r"skipped=(\d+)", text))
    return ran - failed - skipped, failed


def counts_of_boards(text):
    """MicroPython's runner once per board, then unittest."""
    one, other = counts_of_micropython(text), counts_of_unittest(text)
    return one[0] + other[0], one[1] + other[1]


# suite: (command, reader of counts or None where only the exit status counts), in the order of `make test`
SUITES = {
    "lint": ([TOOLS / "lint.sh"], counts_of_lines),
    "deps": ([TOOLS / "check_deps.py"], counts_of_lines),
    "header": ([TOOLS / "header.sh", "check"], None),
    "rust": ([TOOLS / "test-rust.sh"], counts_of_cargo),
    "panics": ([TOOLS / "check-archive.sh", "panics"], counts_of_lines),
    "symbols": ([TOOLS / "check-archive.sh", "symbols"], counts_of_lines),
    "cabi": ([TOOLS / "test-cabi.sh"], counts_of_lines),
    "sim": ([TOOLS / "test-sim.sh"], counts_of_unittest),
    "unix": ([TOOLS / "test-unix.sh"], counts_of_micropython),
    "sockets": ([TOOLS / "test-sockets.sh"], counts_of_lines),
    "micropython": ([TOOLS / "test-micropython.sh"], counts_of_lines),
    "mpy": ([TOOLS / "test-mpy.sh"], counts_of_micropython),
    "features": ([TOOLS / "test-features.sh"], counts_of_micropython),
    "e2e": ([TOOLS / "test-e2e.sh"], counts_of_unittest),
    "legacy": ([TOOLS / "test-legacy.sh"], counts_of_kinds),
    "soak": ([TOOLS / "soak.sh", "5000"], None),
    "bindings": ([TOOLS / "bindings.sh", "check"], None),
    "unix-newest": ([TOOLS / "test-unix-newest.sh"], counts_of_micropython),
    "boards": ([TOOLS / "test-boards.sh"], counts_of_boards),
    "xtensa-engines": ([TOOLS / "test-xtensa.sh"], counts_of_cargo),
    "xtensa-board": ([TOOLS / "test-boards.sh", "XTENSA_LX"], counts_of_boards),
    "boards-mpy": (["env", "MPNET_FEATURES=mpy", TOOLS / "test-boards.sh"], counts_of_boards),
    "size": ([TOOLS / "size.py"], counts_of_lines),
    "cmake": ([TOOLS / "test-cmake.sh"], counts_of_lines),
    "xtensa": ([TOOLS / "check-xtensa.sh"], counts_of_lines),
}

SKIPPED = 77  # the exit status of a suite whose tools are not there and cannot be installed without a question


def run(name):
    """Runs one suite; returns (passed, failed), at least one failure when its exit status says so, or what it needs."""
    command, read_counts = SUITES[name]
    print(f"== {name}", flush=True)
    lines = []
    with subprocess.Popen(
        command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    if process.returncode == SKIPPED:
        return next((line.strip() for line in reversed(lines) if line.startswith("needs ")), "needs something")
    passed, failed = read_counts("".join(lines)) if read_counts else (int(process.returncode == 0), 0)
    if process.returncode and not failed:
        failed = 1
    if passed + failed == 0:
        print(f"{name}: no test ran")
        failed = 1
    return passed, failed


def main(names):
    unknown = [name for name in names if name not in SUITES]
    if unknown:
        sys.exit(f"test.py: unknown suite {unknown[0]}; there are {', '.join(SUITES)}")
    results = {name: run(name) for name in names or SUITES}
    skipped = [name for name, result in results.items() if isinstance(result, str)]
    print("== summary")
    for name, result in results.items():
        print(f"{name}: skipped: {result}" if name in skipped else f"{name}: {result[0]} passed, {result[1]} failed")
    counts = [result for name, result in results.items() if name not in skipped]
    passed, failed = (sum(row[i] for row in counts) for i in (0, 1))
    tail = f", {len(skipped)} skipped ({' '.join(skipped)})" if skipped else ""
    print(f"mpnet: {passed} passed, {failed} failed{tail}")
    # Who asks for a suite by its name wants it run.
    sys.exit(1 if failed or (names and skipped) else 0)


if __name__ == "__main__":
    os.environ.pop("MAKEFLAGS", None)
    os.environ.pop("MFLAGS", None)
    main(sys.argv[1:])
