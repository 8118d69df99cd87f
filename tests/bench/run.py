"""Requests in a row over UDP on loopback, each sent when the answer to the one before has come; and what they allocate.

PYTHONPATH=tests python tests/bench/run.py [--count REQUESTS]

The servers are asked by a loop around a socket of CPython, with a prepared datagram; that loop alone against a server
that only swaps two bytes is the first row: nothing can be faster here. The clients ask a server of the same kind.
Rates are the best of three runs. libcoap has no client program that asks more than once a second.
"""

import argparse
import asyncio
import contextlib
import socket
import subprocess
import sys
import time
import unittest
from pathlib import Path

from e2e import coap_peers, coap_server, interpreter

HERE = Path(__file__).parent
RUNS = 3
PAYLOAD = b"hello from the server"
GET = bytes.fromhex("42010000abcdb568656c6c6f")  # CON GET /hello with a token of two bytes
ANSWER = b"\xc0\xff" + PAYLOAD  # Content-Format 0
# A bytes object with the payload, in the heap's blocks of 32 bytes: its head, and the text with a NUL.
BYTES_OBJECT = 32 + -(-(len(PAYLOAD) + 1) // 32) * 32
BUSY_HEAP = "256M"  # room for what a run without collection allocates


def answer_of(request):
    """2.05 with the payload, piggybacked, for any request."""
    end = 4 + (request[0] & 15)
    return bytes((0x60 | request[0] & 15, 0x45)) + request[2:end] + ANSWER


@contextlib.contextmanager
def bare_server():
    """A server that answers every datagram in the same way, in a process of its own; gives its port."""
    program = f"import sys; sys.path.insert(0, {str(HERE.parent)!r}); from bench import run; run.serve_barely()"
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.communicate()


def serve_barely():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        print(server.getsockname()[1], flush=True)
        while True:
            request, client = server.recvfrom(2048)
            server.sendto(answer_of(request), client)


def ask(port, count, request=GET):
    """Seconds for so many GETs in a row, and the last answer."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.connect(("127.0.0.1", port))
        client.settimeout(5)
        datagram = bytearray(request)
        start = time.perf_counter()
        for number in range(count):
            datagram[2:4] = number.to_bytes(2, "big")
            client.send(datagram)
            answer = client.recv(2048)
            if answer[1] != 0x45 or answer[2:4] != datagram[2:4]:
                raise SystemExit(f"wrong answer {answer.hex()}")
        return time.perf_counter() - start, answer


@contextlib.asynccontextmanager
async def microcoapy_serving(heap="1M", *arguments):
    port = coap_server.free_port("127.0.0.1")
    command = (interpreter.MICROPYTHON, "-X", f"heapsize={heap}", HERE / "server.py", port, *arguments)
    async with coap_peers.running(*command, announces="serving"):
        yield port


@contextlib.asynccontextmanager
async def aiocoap_serving():
    port = coap_server.free_port("127.0.0.1")
    command = (sys.executable, "-m", "e2e.coap_server", "--port", port)
    async with coap_peers.running(*command, announces=f"serving at 127.0.0.1 port {port}"):
        yield port


@contextlib.asynccontextmanager
async def libcoap_serving():
    async with coap_peers.libcoap_server() as port, coap_peers.aiocoap_client() as client:
        await client("PUT", f"coap://127.0.0.1:{port}/hello", PAYLOAD, content_format=0)
        yield port


@contextlib.asynccontextmanager
async def barely_serving():
    with bare_server() as port:
        yield port


async def server_rate(serving, count):
    async with serving() as port:
        ask(port, 100)
        return count / min(ask(port, count)[0] for _ in range(RUNS))


def micropython(kind, port, count, heap="1M"):
    command = [interpreter.MICROPYTHON, "-X", f"heapsize={heap}", HERE / "client.py", kind, str(port), str(count)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


async def aiocoap_time(port, count):
    async with coap_peers.aiocoap_client() as client:
        uri = f"coap://127.0.0.1:{port}/hello"
        await client("GET", uri)
        start = time.perf_counter()
        for _ in range(count):
            await client("GET", uri)
        return time.perf_counter() - start


async def server_bytes(count, *arguments):
    memory = GET[:6] + b"\xb6memory"
    async with microcoapy_serving(BUSY_HEAP, *arguments) as port:
        ask(port, 100)
        ask(port, 1, memory)
        ask(port, count)
        _, answer = ask(port, 1, memory)
    return int(answer[answer.index(b"\xff") + 1 :]) / count


async def rates(count):
    yield "server", "none: bytes swapped by CPython", await server_rate(barely_serving, count)
    yield "server", "microcoapy", await server_rate(microcoapy_serving, count)
    try:
        yield "server", "libcoap", await server_rate(libcoap_serving, count)
    except unittest.SkipTest as e:
        print(e)
    yield "server", "aiocoap", await server_rate(aiocoap_serving, count // 10)
    with bare_server() as port:
        yield "client", "none: bytes swapped by CPython", count / min(ask(port, count)[0] for _ in range(RUNS))
        for kind in ("request", "get"):
            seconds = min(micropython(kind, port, count) for _ in range(RUNS))
            yield "client", f"microcoapy, {kind}()", count / seconds
        seconds = [await aiocoap_time(port, count // 10) for _ in range(RUNS)]
        yield "client", "aiocoap", count // 10 / min(seconds)


async def allocations(count):
    yield "server", "microcoapy", await server_bytes(count)
    yield "server", "microcoapy, reuse_packets", await server_bytes(count, "reuse")
    with bare_server() as port:
        for kind in ("request", "get"):
            yield "client", f"microcoapy, {kind}()", micropython(f"{kind}-memory", port, count, BUSY_HEAP)
            reused = micropython(f"{kind}-memory-reuse", port, count, BUSY_HEAP)
            yield "client", f"microcoapy, {kind}(), reuse_packets", reused
        yield "client", "the payload alone", BYTES_OBJECT


async def main():
    parser = argparse.ArgumentParser(description="CoAP requests in a row, and what they allocate")
    parser.add_argument("--count", type=int, default=10000)
    count = parser.parse_args().count
    print(f"GET in a row, {len(PAYLOAD)} bytes of payload{'requests/s':>35}")
    async for role, name, rate in rates(count):
        print(f"{role}  {name:40} {rate:>20,.0f}", flush=True)
    print(f"\nleft to the collector by each request, its payload included{'bytes':>14}")
    async for role, name, size in allocations(count):
        print(f"{role}  {name:40} {size:>20,.0f}", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
