"""CoAP from an emulated board over its second serial port, the simulated modem behind it, to a real server."""

import asyncio
import os
import sys
import unittest
from pathlib import Path

from e2e import coap_server

PROJECT = Path(__file__).resolve().parents[2]
TIMEOUT_S = 120
COMMON = "-display none -monitor none -semihosting -serial stdio"
BOARDS = {
    "MPS2_AN385": "qemu-system-arm -machine mps2-an385 {common} -serial tcp:127.0.0.1:{port} -kernel {kernel}",
    "VIRT_RV32": "qemu-system-riscv32 -machine virt -bios none {common} -kernel {kernel} "
    "-chardev socket,id=modem,host=127.0.0.1,port={port} -device pci-serial,chardev=modem",
}


DIALECTS = {"sequans": "sequans", "nordic_n3": "nordic", "quectel": "quectel"}  # the modules' name: the simulator's


async def start_modem(dialect):
    """The stand-alone simulator and its TCP port."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "modemsim", "--dialect", dialect, "--tcp", "0",
        cwd=PROJECT / "tests", stdout=asyncio.subprocess.PIPE,
    )
    line = await asyncio.wait_for(process.stdout.readline(), TIMEOUT_S)
    return process, int(line.split()[-1])


async def run_on_board(board, modem_port, script):
    """(exit status, output) of a script, by MicroPython's tool for boards."""
    kernel = Path(os.environ["FIRMWARE_FOLDER"]) / board / "firmware.elf"
    emulator = BOARDS[board].format(common=COMMON, port=modem_port, kernel=kernel)
    process = await asyncio.create_subprocess_exec(
        sys.executable, os.environ["PYBOARD"], "-d", "exec:" + emulator, "-c", script,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )
    output, _ = await asyncio.wait_for(process.communicate(), TIMEOUT_S)
    return process.returncode, output.decode()


async def exchange_on(board, dialect):
    """(exit status, output) of coap_over_uart.py with a modem and a server of its own."""
    script = (PROJECT / "tests/boards/coap_over_uart.py").read_text()
    modem, modem_port = await start_modem(DIALECTS[dialect])
    try:
        async with coap_server.serving() as port:
            settings = f"DIALECT, SERVER, PORT = '{dialect}', '127.0.0.1', {port}"
            return await run_on_board(board, modem_port, f"{settings}\n{script}")
    finally:
        modem.terminate()
        await modem.wait()


class CoapOverUart(unittest.IsolatedAsyncioTestCase):
    async def check(self, board):
        results = await asyncio.gather(*(exchange_on(board, dialect) for dialect in DIALECTS))
        for dialect, (status, output) in zip(DIALECTS, results):
            with self.subTest(dialect):
                lines = output.splitlines()
                self.assertEqual(status, 0, output)
                self.assertEqual(len(lines), 2, output)
                self.assertIn("method: 2.01", lines[0])
                self.assertIn('{"t": 21.5}', lines[1])

    @unittest.skipUnless("MPS2_AN385" in os.environ.get("BOARDS", ""), "not among the boards of this run")
    async def test_cortex_m3(self):
        await self.check("MPS2_AN385")

    @unittest.skipUnless("VIRT_RV32" in os.environ.get("BOARDS", ""), "not among the boards of this run")
    async def test_riscv_32(self):
        await self.check("VIRT_RV32")
