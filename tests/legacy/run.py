#!/usr/bin/env python3
"""Drop-in tests against the two Python originals, which are never stored here.

    ORIGINALS=<folder> tests/legacy/run.py [-v] [name...]

ORIGINALS has clones of microATsocket, microCoAPy and DNS-Client under these names. MICROPYTHON names the
interpreter with our modules; without it, build/micropython.

Each script of calls/ makes the same calls on ours and on the original, over a modem or socket that prints what it is
told, and each result is printed too. Two things are compared:

* ours with expected/calls/<name>.txt, our own output, which needs no originals;
* ours with the original, step by step. A step may differ only if allowed.txt names it with the row of the contract,
  and then it must differ.

Then the example scripts of the originals run unchanged on ours, with shims/ for the hardware, and their output is
compared with expected/examples/<name>.txt. `--write` stores our output as expected.
"""

import argparse
import difflib
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import peers

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
PATIENCE = 120

# The public examples, and who is at the other end of a native socket.
EXAMPLES = {
    "microATsocket/examples/pycom_nbiot_dns_request.py": None,
    "microATsocket/examples/pycom_nbiot_receive_bytes.py": None,
    "microATsocket/examples/pycom_nbiot_send_receive_bytes.py": None,
    "microATsocket/examples/pycom_nbiot_send_receive_bytes_name_resolve.py": None,
    "microATsocket/examples/pycom_nbiot_send_receive_text.py": None,
    "microCoAPy/examples/esp/esp_wifi_coap_client.py": peers.Server,
    "microCoAPy/examples/esp/esp_wifi_coap_client_custom_socket.py": None,
    "microCoAPy/examples/esp/esp_wifi_coap_server.py": peers.Client,
    "microCoAPy/examples/pycom/nbiot/pycom_nbiot_coap_client_custom_sock.py": None,
    "microCoAPy/examples/pycom/nbiot/pycom_nbiot_coap_client_sock.py": peers.Server,
    "microCoAPy/examples/pycom/wifi/pycom_wifi_coap_client.py": peers.Server,
    "microCoAPy/examples/pycom/wifi/pycom_wifi_coap_server.py": peers.Client,
}

# Drawn at random, or a matter of time: message ids, a sender's port, how often something was looked at.
MASKS = (
    (re.compile(r"(\bMessage Id: +|messageid: )(?!\d\b)\d+"), r"\1<id>"),
    (re.compile(r"(Incoming Packet bytes: b'[4-7][0-9a-f]{3})[0-9a-f]{4}"), r"\1<id>"),
    (re.compile(r"('127\.0\.0\.1', |127\.0\.0\.1 : )\d+"), r"\1<port>"),
    (re.compile(r"CoapPacket object at \w+"), "CoapPacket object"),
    (re.compile(r"\.{2,}"), "..."),
)

# Texts of the interpreter about where in a file an exception came up.
TRACE = re.compile(r'^(Traceback \(most recent|  File ")')


class Allowed:
    """The rows of allowed.txt, which says what they mean."""

    def __init__(self, text):
        self.left_out = []
        self.steps = {}
        for line in text.splitlines():
            if not line.strip() or line.startswith("#"):
                continue
            what, row, rest = line.split(None, 2)
            if what == "leave-out":
                self.left_out.append(re.compile(rest))
            else:
                self.steps[what] = (row, rest)

    def may_leave_out(self, line):
        return any(pattern.fullmatch(line) for pattern in self.left_out)

    def of(self, script):
        return {name.split(".", 1)[1] for name in self.steps if name.startswith(script + ".")}


class Report:
    def __init__(self, verbose):
        self.verbose = verbose
        self.counts = {"passed": 0, "failed": 0, "skipped": 0}

    def passed(self, name):
        self.counts["passed"] += 1
        if self.verbose:
            print("pass", name)

    def failed(self, name, why):
        self.counts["failed"] += 1
        print("FAIL", name)
        print("\n".join("     " + line for line in why.splitlines()))

    def skipped(self, name, why, count=1):
        self.counts["skipped"] += count
        print("skip", name + ":", why)

    def close(self):
        print(", ".join("%d %s" % (count, kind) for kind, count in self.counts.items()))
        return 1 if self.counts["failed"] else 0


def difference(expected, actual, names):
    return "\n".join(difflib.unified_diff(expected, actual, *names, lineterm="", n=2))


def execute(command, path, **options):
    environment = dict(os.environ, MICROPYPATH=":".join([str(HERE), *map(str, path), ".frozen"]))
    result = subprocess.run(
        list(map(str, command)),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=PATIENCE,
        check=False,
        **options,
    )
    lines = result.stdout.decode("utf-8", "backslashreplace").splitlines()
    lines = [line for line in lines if line and not TRACE.match(line)]
    if result.returncode:
        lines.append("ended with %d" % result.returncode)
    return lines


def steps(lines):
    """{name: lines} of a transcript; lines before the first step are under ''."""
    found, name = {"": []}, ""
    for line in lines:
        if line.startswith("[") and line.endswith("]") and line[1:-1].isidentifier():
            name = line[1:-1]
            found[name] = []
        else:
            found[name].append(line)
    return found


class Runner:
    def __init__(self, micropython, originals, report, write):
        self.micropython = micropython
        self.originals = originals
        self.report = report
        self.write = write
        self.allowed = Allowed((HERE / "allowed.txt").read_text())

    def matches(self, name, lines):
        """Compares with expected/<name>.txt, or stores it."""
        file = HERE / "expected" / (name + ".txt")
        if self.write:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("\n".join(lines) + "\n")
        expected = file.read_text().splitlines() if file.exists() else []
        if expected == lines:
            self.report.passed(name)
        else:
            self.report.failed(name, difference(expected, lines, ("expected", "ours")))

    def calls(self, wanted):
        scripts = [script for script in sorted((HERE / "calls").glob("*.py")) if wanted(script.stem)]
        for script, (ours, original) in zip(scripts, self.together(self.outputs, scripts)):
            self.matches("calls/" + script.stem, ours)
            if original is None:
                self.report.skipped("compare " + script.stem, "ORIGINALS not set")
            else:
                self.compare(script.stem, steps(original), steps(ours))

    def outputs(self, script):
        ours = execute([self.micropython, script, "ours"], [])
        if self.originals is None:
            return ours, None
        with tempfile.TemporaryDirectory() as folder:
            self.link(Path(folder))
            return ours, execute([self.micropython, script, "original", folder], [])

    @staticmethod
    def together(function, items):
        """Like map(), all at once: most of them mostly wait."""
        with ThreadPoolExecutor(len(items) or 1) as pool:
            return list(pool.map(function, items))

    def examples(self, wanted):
        names = [name for name in EXAMPLES if wanted(Path(name).stem)]
        if self.originals is None:
            if names:
                self.report.skipped("examples", "ORIGINALS not set", len(names))
            return
        for name, lines in zip(names, self.together(self.example, names)):
            self.matches("examples/" + Path(name).stem, lines)

    def example(self, name):
        peer = EXAMPLES[name] and EXAMPLES[name]()
        ports = [0, 0]
        if peer:
            peer.start()
            ports = [peer.remote_port, peer.local_port]
        shims = HERE / "shims"
        command = [self.micropython, shims / "boot.py", self.originals / name, *ports]
        lines = execute(command, [shims, HERE.parent])
        lines += peer.close() if peer else []
        for pattern, replacement in MASKS:
            lines = [pattern.sub(replacement, line) for line in lines]
        return lines

    def link(self, folder):
        """The originals under names that our modules do not have."""
        (folder / "original_microATsocket.py").symlink_to(self.originals / "microATsocket/microATsocket.py")
        (folder / "original_microcoapy").symlink_to(self.originals / "microCoAPy/microcoapy")
        (folder / "original_dns_query").symlink_to(self.originals / "DNS-Client")

    def compare(self, script, original, ours):
        allowed = self.allowed.of(script)
        for step in sorted(allowed - original.keys()):
            self.report.failed("compare %s.%s" % (script, step), "allowed.txt names a step that does not exist")
        for step, lines in original.items():
            name = "compare %s.%s" % (script, step)
            mine = ours.get(step, ["(missing)"])
            same = self.same(lines, mine)
            if same and step in allowed:
                self.report.failed(name, "allowed.txt has a row for this step, but it does not differ")
            elif same or step in allowed:
                self.report.passed(name)
            else:
                self.report.failed(name, difference(lines, mine, ("original", "ours")))

    def same(self, original, ours):
        """Whether both say the same but for lines that ours may leave out."""
        rest = iter(ours)
        line = next(rest, None)
        for wanted in original:
            if line == wanted:
                line = next(rest, None)
            elif not self.allowed.may_leave_out(wanted):
                return False
        return line is None


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-v", "--verbose", action="store_true", help="name what passed")
    parser.add_argument("--write", action="store_true", help="store our output as expected")
    parser.add_argument("names", nargs="*", help="only scripts whose name has one of these in it")
    return parser.parse_args()


def main():
    options = arguments()
    micropython = Path(os.environ.get("MICROPYTHON", PROJECT / "build/micropython")).resolve()
    if not micropython.exists():
        sys.exit("%s: no interpreter; run make build" % micropython)
    originals = os.environ.get("ORIGINALS")
    originals = Path(originals).resolve() if originals else None
    report = Report(options.verbose)
    runner = Runner(micropython, originals, report, options.write)

    def wanted(name):
        return not options.names or any(part in name for part in options.names)

    runner.calls(wanted)
    runner.examples(wanted)
    sys.exit(report.close())


if __name__ == "__main__":
    main()
