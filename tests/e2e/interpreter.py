"""Runs scripts under the MicroPython that was built here."""

import asyncio
import os
from pathlib import Path

from .within import within

PROJECT = Path(__file__).resolve().parents[2]
MICROPYTHON = os.environ.get("MICROPYTHON", str(PROJECT / "build" / "micropython"))
TIMEOUT_S = 30


def environment():
    return {**os.environ, "MICROPYPATH": str(PROJECT / "tests")}


async def start(script, *arguments):
    """A running script of examples/, its output in a pipe."""
    return await asyncio.create_subprocess_exec(
        MICROPYTHON,
        str(PROJECT / "examples" / script),
        *map(str, arguments),
        env=environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def run(script, *arguments):
    """(exit status, output) of a script that ends by itself."""
    process = await start(script, *arguments)
    try:
        output, _ = await within(TIMEOUT_S, process.communicate())
    except TimeoutError:
        process.kill()
        output, _ = await process.communicate()
        return "timeout", output.decode()
    return process.returncode, output.decode()


async def run_text(script):
    """(exit status, output) of a script given as text."""
    process = await asyncio.create_subprocess_exec(
        MICROPYTHON, "-c", script, env=environment(),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await within(TIMEOUT_S, process.communicate())
    return process.returncode, output.decode()
