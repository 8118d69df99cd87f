"""microcoapy over DTLS by MicroPython's own `tls`, as client and as server of libcoap, with certificates."""

import asyncio
import contextlib
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from . import bodies, coap_peers, coap_server, interpreter

MICROPYTHON = interpreter.PROJECT / "build" / "micropython-tls"
SIZE = 10240


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


def make_certificate(folder):
    """A certificate that signs itself and its key, as .pem and .der."""
    openssl(
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
        "-subj", "/CN=localhost", "-out", f"{folder}/chain.pem", "-keyout", f"{folder}/key.pem",
    )
    openssl("x509", "-in", f"{folder}/chain.pem", "-outform", "DER", "-out", f"{folder}/chain.der")
    openssl("ec", "-in", f"{folder}/key.pem", "-outform", "DER", "-out", f"{folder}/key.der")


def script(name, *arguments):
    return (MICROPYTHON, "-X", f"heapsize={coap_peers.HEAP}", Path(__file__).parent / name, *arguments)


@unittest.skipUnless(MICROPYTHON.exists(), "MicroPython was not built with TLS")
@unittest.skipUnless(shutil.which("openssl"), "openssl is not installed")
class Coaps(unittest.IsolatedAsyncioTestCase):
    def setUp(self):
        self.client = shutil.which("coap-client-openssl")
        self.server = shutil.which("coap-server-openssl")
        if not (self.client and self.server):
            self.skipTest("libcoap's programs with OpenSSL are not installed (Debian: libcoap3-bin)")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        make_certificate(self.folder)

    @contextlib.asynccontextmanager
    async def libcoap_serving(self):
        port = coap_server.free_port("127.0.0.1")  # libcoap serves DTLS at the next one
        process = await asyncio.create_subprocess_exec(
            self.server, "-A", "127.0.0.1", "-p", str(port), "-d", "10", "-n",
            "-c", f"{self.folder}/chain.pem", "-j", f"{self.folder}/key.pem",
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            await coap_peers.until_it_listens(port)
            yield port + 1
        finally:
            process.kill()
            await process.wait()

    async def ask(self, port, command, *arguments):
        arguments = (command, *(a.format(uri=f"coaps://127.0.0.1:{port}") for a in arguments))
        status, output = await coap_peers.output_of(*script("microcoapy_client.py", "--dtls", port, *arguments))
        self.assertEqual(status, 0, output)
        return output.strip()

    async def test_a_client_of_libcoap_reads_writes_and_observes(self):
        async with self.libcoap_serving() as port:
            self.assertTrue((await self.ask(port, "request", "GET", "{uri}/")).startswith("2.05 This is a test"))
            self.assertEqual(await self.ask(port, "upload", "PUT", "{uri}/body", str(SIZE)), "2.01")
            self.assertEqual(await self.ask(port, "download", "{uri}/body", str(SIZE)), "2.05 complete")
            ticks = (await self.ask(port, "observe", "{uri}/time", "2")).splitlines()
            self.assertEqual((len(ticks), ticks[-1]), (3, "cancelled True"))

    async def test_a_server_answers_libcoap(self):
        for path, expected in (("hello", b"hello"), (f"body/{SIZE}", bodies.body(SIZE))):
            port = coap_server.free_port("127.0.0.1")
            files = (f"{self.folder}/chain.der", f"{self.folder}/key.der")
            serving = script("microcoapy_server.py", port, "--dtls", *files)
            async with coap_peers.running(*serving, announces="serving"):
                received = Path(self.folder, "received")
                uri = f"coaps://127.0.0.1:{port}/{path}"
                status, output = await coap_peers.output_of(self.client, "-m", "get", "-n", "-o", received, uri)
                self.assertEqual(status, 0, output)
                self.assertEqual(received.read_bytes(), expected)
