#!/usr/bin/env python3
"""MicroPython's own socket tests, from the pinned source tree, with our module in the place of `socket`.

upstream.py [dialect ...]: the rows of the table in tests/README.md that say `pass`, by MicroPython's own runners. Every
test of the folders looked at needs a row.
"""

import asyncio
import fcntl
import fnmatch
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

from peer import Peer, held_port

HERE = Path(__file__).resolve().parent
TESTS = HERE.parent
BUILD = Path(os.environ.get("BUILD_DIR", TESTS.parent / "build"))
TREE = Path(os.environ["MICROPYTHON_TREE"]).resolve()
UPSTREAM = TREE / "tests"
WORLDS = ("quectel",)
HAS_TLS = (BUILD / "micropython-tls").exists()
FOLDERS = (
    "net_hosted/*.py", "multi_net/*.py", "extmod/*socket*.py", "extmod/select*.py", "extmod/asyncio*.py",
    "extmod/ssl*.py", "extmod/tls*.py",
)
# What CPython would print where it reached the internet.
EXPECTED = {"net_hosted/connect_timeout.py": "True\nTrue\n"}
ROW = re.compile(r"^\| `(\w+/[^|]+\.py)` \| ([^|]+) \|$", re.MULTILINE)


# Ports of loopback that the tests have built in.
PORTS = (8000, 8001, 8002, 8003, 8080, 8123)
SIOCSIFFLAGS, IFF_UP = 0x8914, 1
# Whose client sends when its server may have closed already: no modem takes data then, where a host's own TCP does. How
# often the client may be late.
RACES, LATE = ("multi_net/tcp_accept_recv.py",), 5


def raise_loopback():
    """In a network of its own loopback is down at first."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        fcntl.ioctl(s, SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", IFF_UP))


def is_free(port, kind):
    with socket.socket(socket.AF_INET, kind) as s:
        if kind == socket.SOCK_STREAM:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the tests do
        try:
            s.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def require_ports():
    kinds = (socket.SOCK_STREAM, socket.SOCK_DGRAM)
    taken = [str(port) for port in PORTS if not all(is_free(port, kind) for kind in kinds)]
    if taken:
        sys.exit(f"upstream.py: the tests need ports of loopback that another program has: {', '.join(taken)}")


def table():
    """{test: verdict} for every test of the folders; ends the run when one has no row, or a row no test."""
    text = (TESTS / "README.md").read_text()
    rows = [(pattern, verdict) for patterns, verdict in ROW.findall(text) for pattern in patterns.split("`, `")]
    files = sorted(str(path.relative_to(UPSTREAM)) for folder in FOLDERS for path in UPSTREAM.glob(folder))
    verdicts = {file: [verdict for pattern, verdict in rows if fnmatch.fnmatch(file, pattern)] for file in files}
    faults = [file for file, verdicts in verdicts.items() if len(verdicts) != 1]
    faults += [pattern for pattern, _ in rows if not fnmatch.filter(files, pattern)]
    if faults:
        sys.exit(f"upstream.py: not one row in tests/README.md for one test: {', '.join(faults)}")
    return {file: found[0] for file, found in verdicts.items()}


def environment(world, addresses):
    program = BUILD / ("micropython-tls" if HAS_TLS else "micropython")
    return {
        **os.environ,
        "WORLD": world,
        "MAP": " ".join(f"{address}=127.0.0.1:{port}" for address, port in addresses.items()),
        "KNOBS": "latency_ms=10",  # as any modem has: nothing is done by the time that connect() returns
        "SOCKETS_MICROPYTHON": str(program),
        "SOCKETS_PATH": f"{HERE / 'lib'}:{TESTS}:{TREE}/extmod",
        "MICROPY_MICROPYTHON": str(HERE / "micropython-over-modem"),
        "MICROPY_CPYTHON3": sys.executable,
    }


def with_expectation(file):
    """The test, or a copy beside a file of what it must print."""
    if file not in EXPECTED:
        return file
    copy = BUILD / "test-micropython-copies" / file
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(UPSTREAM / file, copy)
    Path(f"{copy}.exp").write_text(EXPECTED[file])
    return str(copy)


def run_single(files, env):
    files = [with_expectation(file) for file in files]
    results = BUILD / "test-micropython"
    shutil.rmtree(results, ignore_errors=True)
    command = [sys.executable, "run-tests.py", "--keep-path", "-j1", "--result-dir", str(results)]
    done = subprocess.run(command + files, cwd=UPSTREAM, env=env, capture_output=True, text=True)
    if done.returncode:
        failures = subprocess.run(command + ["--print-failures"], cwd=UPSTREAM, env=env, capture_output=True, text=True)
        done.stdout += failures.stdout + done.stderr
    return re.findall(r"^pass +\S*?((?:\w+)/\w+\.py)", done.stdout, re.MULTILINE), done.stdout


def run_multi(files, env):
    command = [sys.executable, "run-multitests.py"]
    for _ in range(2):
        command += ["-i", f"exec:{env['MICROPY_MICROPYTHON']}"]
    passed, output = [], ""
    for _ in range(LATE):
        done = subprocess.run(command + files, cwd=UPSTREAM, env=env, capture_output=True, text=True)
        passed += re.findall(r"^(\S+) on .*: pass$", done.stdout, re.MULTILINE)
        output += done.stdout
        files = [file for file in RACES if file in files and file not in passed]
        if not files:
            break
    return passed, output


def run_world(world, tests, addresses):
    passed = []
    for runner, is_multi in ((run_single, False), (run_multi, True)):
        files = [test for test in tests if test.startswith("multi_net/") == is_multi]
        if files:
            good, output = runner(files, environment(world, addresses))
            passed += good
            if set(files) - set(good):
                print(output)
    failed = [test for test in tests if test not in passed]
    for test in failed:
        print(f"FAIL {world} {test}")
    print(f"micropython-{world}: {len(tests) - len(failed)} passed, {len(failed)} failed", flush=True)
    return bool(failed)


async def addresses_of(peer, folder):
    """{address that the tests use: port of this machine that the simulated modem connects to instead}, and what keeps
    the last ones from answering."""
    listener, waiting = await held_port()
    silent = listener.getsockname()[1]
    plain, (secured, _) = await peer.start(), await peer.start_tls(folder)
    website = {"192.0.2.80:80": plain, "192.0.2.80:443": secured}  # micropython.org
    nowhere = dict.fromkeys(("192.0.2.1:80", "192.0.2.1:443", "1.1.1.1:8000"), silent)
    return website | nowhere, (listener, waiting)


async def main():
    if "OWN_NETWORK" in os.environ:
        raise_loopback()
    require_ports()
    parts = os.environ.get("TESTS", "").split()
    tests = [test for test, verdict in table().items() if verdict == "pass"]
    if not HAS_TLS:
        tests = [test for test in tests if "ssl" not in test and "tls" not in test]
    tests = [test for test in tests if not parts or any(part in test for part in parts)]
    loop = asyncio.get_running_loop()
    worlds = sys.argv[1:] or WORLDS
    with tempfile.TemporaryDirectory() as folder:
        addresses, _kept = await addresses_of(Peer(), folder)
        faults = [await loop.run_in_executor(None, run_world, world, tests, addresses) for world in worlds]
    sys.exit(any(faults))


if __name__ == "__main__":
    asyncio.run(main())
