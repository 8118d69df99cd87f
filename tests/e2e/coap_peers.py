"""The other ends of the CoAP tests: microcoapy under a small heap, aiocoap with more resources, libcoap's programs."""

import asyncio
import contextlib
import shutil
import unittest
import unittest.mock
from pathlib import Path

import aiocoap
from aiocoap import resource
from aiocoap.numbers.codes import Code
from aiocoap.numbers.constants import TransportTuning

from . import bodies, coap_server, interpreter, relay
from .within import within

HERE = Path(__file__).parent
# A body of 1 MB does not fit: who can transfer one has held only a part of it at a time.
HEAP = "128K"
TIMEOUT_S = 120
# For where datagrams get lost: on loopback answers take far less, and a busy machine has the time of all repetitions.
ACK_TIMEOUT_S = 0.005
MAX_RETRANSMIT = 8


@contextlib.asynccontextmanager
async def maybe_lossy(port, is_lossy, copies=2):
    """The port to use instead of that one."""
    if not is_lossy:
        yield port
        return
    async with relay.lossy(port, copies) as lossy_port:
        yield lossy_port


def early_repetitions():
    """aiocoap's timing while the block runs."""
    return unittest.mock.patch.multiple(TransportTuning, ACK_TIMEOUT=ACK_TIMEOUT_S, MAX_RETRANSMIT=MAX_RETRANSMIT)


async def output_of(*command):
    """(exit status, output) of a program that ends by itself."""
    process = await asyncio.create_subprocess_exec(
        *map(str, command),
        env=interpreter.environment(),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output, _ = await within(TIMEOUT_S, process.communicate())
    except TimeoutError:
        process.kill()
        output, _ = await process.communicate()
        return "timeout", output.decode()
    return process.returncode, output.decode()


# ---- microcoapy


async def microcoapy_client(*arguments, repeats_early=False, is_over_modem=False):
    """What microcoapy_client.py prints, as (exit status, output)."""
    # The simulated modem needs room of its own.
    command = [interpreter.MICROPYTHON, HERE / "microcoapy_client.py", "--modem"]
    if not is_over_modem:
        command = [interpreter.MICROPYTHON, "-X", f"heapsize={HEAP}", HERE / "microcoapy_client.py"]
    if repeats_early:
        command += ["--timing", ACK_TIMEOUT_S, MAX_RETRANSMIT]
    return await output_of(*command, *arguments)


@contextlib.asynccontextmanager
async def running(*command, announces):
    """A program while the block runs, which starts when it has printed that line."""
    process = await asyncio.create_subprocess_exec(
        *map(str, command),
        env=interpreter.environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        line = (await within(TIMEOUT_S, process.stdout.readline())).decode()
        if line.strip() != announces:
            raise AssertionError(line + (await process.stdout.read()).decode())
        yield
        if process.returncode is not None:
            raise AssertionError((await process.stdout.read()).decode())
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@contextlib.asynccontextmanager
async def microcoapy_server(repeats_early=False):
    """microcoapy_server.py while the block runs; gives its port."""
    port = coap_server.free_port("127.0.0.1")
    timing = (ACK_TIMEOUT_S, MAX_RETRANSMIT) if repeats_early else ()
    command = (interpreter.MICROPYTHON, "-X", f"heapsize={HEAP}", HERE / "microcoapy_server.py", port, *timing)
    async with running(*command, announces="serving"):
        yield port


# ---- aiocoap


class Greeting(coap_server.Hello):
    rt = "greeting"


class Query(resource.Resource):
    """Answers with the payload backwards."""

    async def render_fetch(self, request):
        return aiocoap.Message(payload=bytes(reversed(request.payload)))


class Counter(resource.ObservableResource):
    """POST counts; every count is a notification."""

    def __init__(self):
        super().__init__()
        self.count = 0

    async def render_get(self, request):
        return aiocoap.Message(payload=str(self.count).encode())

    async def render_post(self, request):
        self.count += 1
        self.updated_state()
        return aiocoap.Message(code=Code.CHANGED)


class Body(resource.Resource):
    """Gives the body of that size, and says whether it got it."""

    def __init__(self, size):
        super().__init__()
        self.body = bodies.body(size)

    async def render_get(self, request):
        return aiocoap.Message(payload=self.body)

    async def render_put(self, request):
        verdict = b"complete" if request.payload == self.body else b"different"
        return aiocoap.Message(code=Code.CHANGED, payload=verdict)


def site():
    root = coap_server.site()
    root.add_resource(["hello"], Greeting())
    root.add_resource(["query"], Query())
    root.add_resource(["counter"], Counter())
    for size in (10240, 1048576):
        root.add_resource(["body", str(size)], Body(size))
    return root


@contextlib.asynccontextmanager
async def aiocoap_server():
    """aiocoap's server while the block runs; gives its port."""
    port = coap_server.free_port("127.0.0.1")
    context = await aiocoap.Context.create_server_context(
        site(), ("127.0.0.1", port), transports=["simplesocketserver"]
    )
    try:
        yield port
    finally:
        await context.shutdown()


@contextlib.asynccontextmanager
async def aiocoap_client():
    """async ask(method, uri, payload) -> response, while the block runs."""
    context = await aiocoap.Context.create_client_context()

    def message(method, uri, payload=b"", **keywords):
        return aiocoap.Message(code=getattr(Code, method), uri=uri, payload=payload, **keywords)

    async def ask(*arguments, **keywords):
        return await within(TIMEOUT_S, context.request(message(*arguments, **keywords)).response)

    ask.observe = lambda uri: context.request(message("GET", uri, observe=0))
    try:
        yield ask
    finally:
        await context.shutdown()


# ---- libcoap


def libcoap_program(name):
    """Path of coap-client or coap-server; the test is skipped where Debian's libcoap3-bin is not installed."""
    for variant in ("-notls", "", "-openssl", "-gnutls"):
        path = shutil.which(name + variant)
        if path:
            return path
    raise unittest.SkipTest(f"libcoap's {name} is not installed (Debian: libcoap3-bin)")


async def until_it_listens(port):
    """libcoap's server says nothing when it is ready: it is asked until it answers."""
    async with aiocoap_client() as ask:
        with early_repetitions():
            for _ in range(100):
                with contextlib.suppress(aiocoap.error.NetworkError):
                    return await ask("GET", f"coap://127.0.0.1:{port}/")
                await asyncio.sleep(0.02)
    raise AssertionError("libcoap's server does not listen")


@contextlib.asynccontextmanager
async def libcoap_server():
    """libcoap's example server while the block runs; gives its port. PUT makes resources."""
    port = coap_server.free_port("127.0.0.1")
    program = libcoap_program("coap-server")
    process = await asyncio.create_subprocess_exec(
        program, "-A", "127.0.0.1", "-p", str(port), "-d", "10",
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await until_it_listens(port)
        yield port
    finally:
        process.kill()
        await process.wait()


async def libcoap_client(*arguments):
    """(exit status, output) of libcoap's example client: payloads of successful responses, codes of others."""
    return await output_of(libcoap_program("coap-client"), *arguments)
