#!/usr/bin/env python3
"""One behaviour suite over several worlds: the port's own socket module, and ours over each dialect.

run.py [world ...]: every script of behaviour/ in every world must print its .exp file; those of tls/ and ecosystem/
too, under the program that has TLS, where it could be built. Some are run again over modems that speak in pieces and
interrupt themselves. TESTS selects scripts by a part of their names, KNOBS sets switches of the simulated modems. A
script that ends with `SKIP: <reason>` needs a row in the table of tests/README.md, and a row needs a script that does.
"""

import asyncio
import contextlib
import difflib
import fnmatch
import os
import re
import sys
import tempfile
from pathlib import Path

from peer import Peer
from servers import broker, web

HERE = Path(__file__).resolve().parent
TESTS = HERE.parent
BUILD = Path(os.environ.get("BUILD_DIR", TESTS.parent / "build"))
# folder of scripts: program that runs them
PROGRAMS = {"behaviour": "micropython", "tls": "micropython-tls", "ecosystem": "micropython-tls"}
# What is not there everywhere: the folder of micropython-lib's modules, and a broker
MODULES, MOSQUITTO = os.environ.get("MODULES"), os.environ.get("MOSQUITTO")
WORLDS = (
    "native", "sequans", "nordic_n0", "nordic_n1", "nordic_n2", "nordic_n3", "nordic_n4", "quectel", "quectel_nb_iot",
)
TIMEOUT_S = 60
# Where the modem's own notices may come out, beside between two commands; its bytes come in pieces of any size then.
POINTS = ("before_info", "before_final", "before_prompt", "after_prompt")
# The scripts that are run again that way in every `make test`, one for each point and dialect in turn.
DISTURBED = ("tcp_several", "both_kinds", "tcp_payloads", "udp_payloads", "poll_several", "tcp_read", "udp_boundaries")
SKIP_ROW = re.compile(r"^\| `(\w+)` \| `([^|]+)` \| ([^|]+) \|$", re.MULTILINE)


def declared_skips():
    """{(script, world): reason} from the table of tests/README.md."""
    skips = {}
    for script, patterns, reason in SKIP_ROW.findall((TESTS / "README.md").read_text()):
        for pattern in patterns.split("`, `"):
            for world in fnmatch.filter(WORLDS, pattern):
                skips[script, world] = reason
    return skips


def disturbed(worlds, scripts):
    """(world, script, knobs) for every point and dialect."""
    chosen = [script for name in DISTURBED for script in scripts if script.stem == name]
    places = [(world, point) for world in worlds if world != "native" for point in POINTS] if chosen else []
    for number, (world, point) in enumerate(places):
        knobs = f"chunk=random seed={number + 1} urc_point={point} urc_hold_ms=20"
        yield world, chosen[number % len(chosen)], knobs


async def output_of(script, world, environment):
    process = await asyncio.create_subprocess_exec(
        str(BUILD / PROGRAMS[script.parent.name]), str(script), env={**os.environ, **environment, "WORLD": world},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output, _ = await asyncio.wait_for(process.communicate(), TIMEOUT_S)
    except asyncio.TimeoutError:
        process.kill()
        output, _ = await process.communicate()
        output += b"(did not end)\n"
    return output.decode(errors="replace")


def fault_of(script, world, output, skips):
    """What is wrong with an output, or None."""
    reason = skips.get((script.stem, world))
    lines = output.splitlines()
    skipped = lines[-1][6:] if lines and lines[-1].startswith("SKIP: ") else None
    if skipped != reason:
        return f"skipped with {skipped!r}, tests/README.md says {reason!r}\n{output if skipped is None else ''}"
    expected = Path(f"{script}.exp").read_text()
    if skipped is None and output != expected:
        return "".join(difflib.unified_diff(expected.splitlines(True), output.splitlines(True), "expected", "printed"))
    return None


def is_possible(script):
    """Whether what the script needs is there."""
    if not (BUILD / PROGRAMS[script.parent.name]).exists():
        return False
    return script.parent.name != "ecosystem" or bool(MODULES and (script.stem != "mqtt" or MOSQUITTO))


async def environment_of(scripts, peer, stack):
    """What the scripts are told: where the servers are that they need, which stop with the stack."""
    ports = {"PEER": await peer.start()}
    path = [HERE / "lib", TESTS, f"{os.environ['MICROPYTHON_TREE']}/extmod"]
    others = {}
    if any(script.parent.name in ("tls", "ecosystem") for script in scripts):
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        ports["TLS_PEER"], others["TLS_CA"] = await peer.start_tls(folder)
        ports["HTTP"] = stack.enter_context(web())
        ports["HTTPS"] = stack.enter_context(web(peer.tls))
        if MOSQUITTO:
            ports["MQTT"] = await stack.enter_async_context(broker(MOSQUITTO, folder))
        path.append(MODULES or "")
    return {name: str(port) for name, port in ports.items()} | others | {"MICROPYPATH": ":".join(map(str, path))}


async def run_all(worlds, scripts):
    async with contextlib.AsyncExitStack() as stack:
        peer = Peer()
        return await run_each(worlds, scripts, peer, await environment_of(scripts, peer, stack))


async def run_each(worlds, scripts, peer, environment):
    """{world: {outcome: names of scripts}}"""
    skips = declared_skips()
    slots = asyncio.Semaphore(8)  # most of them wait most of the time
    counts = {}

    async def run(world, script, knobs):
        async with slots, peer.dtls() if "dtls" in script.stem else contextlib.nullcontext("") as dtls:
            output = await output_of(script, world, {**environment, "DTLS_PEER": str(dtls), "KNOBS": knobs})
        fault = fault_of(script, world, output, skips)
        outcome = "failed" if fault else "skipped" if (script.stem, world) in skips else "passed"
        if fault:
            print(f"FAIL {world} {script.stem} {knobs}: {fault}", flush=True)
        counts.setdefault(world, {}).setdefault(outcome, []).append(script.stem)

    knobs = os.environ.get("KNOBS", "")
    jobs = [(world, script, knobs) for world in worlds for script in scripts]
    jobs += [] if knobs else disturbed(worlds, scripts)
    await asyncio.gather(*(run(*job) for job in jobs))
    return counts


def main():
    unknown = [world for world in sys.argv[1:] if world not in WORLDS]
    if unknown:
        sys.exit(f"run.py: unknown world {unknown[0]}; there are {', '.join(WORLDS)}")
    parts = os.environ.get("TESTS", "").split()
    scripts = [script for folder in PROGRAMS for script in sorted((HERE / folder).glob("*.py")) if is_possible(script)]
    scripts = [script for script in scripts if not parts or any(part in script.stem for part in parts)]
    counts = asyncio.run(run_all(sys.argv[1:] or WORLDS, scripts))
    for world, outcomes in sorted(counts.items()):
        passed, failed, skipped = (len(outcomes.get(kind, ())) for kind in ("passed", "failed", "skipped"))
        if skipped:
            print(f"sockets-{world} cannot: {' '.join(sorted(outcomes['skipped']))}")
        print(f"sockets-{world}: {passed} passed, {failed} failed")
    sys.exit(any("failed" in outcomes for outcomes in counts.values()))


if __name__ == "__main__":
    main()
