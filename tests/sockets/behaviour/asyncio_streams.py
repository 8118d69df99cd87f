# asyncio.open_connection(): lines, exact reads, reading to the end, several at once, time limits.
import asyncio
import sys

from under_test import HOST, PEER, socket

sys.modules["socket"] = socket


async def opened(line):
    reader, writer = await asyncio.open_connection(HOST, PEER)
    writer.write(line + b"\n")
    await writer.drain()
    return reader, writer


async def close(writer):
    writer.close()
    await writer.wait_closed()


async def echo(name):
    reader, writer = await opened(b"echo")
    for turn in range(3):
        writer.write(b"%s %d\n" % (name, turn))
        await writer.drain()
        print(await reader.readline())
    await close(writer)


async def wait_late(ms, text, done):
    reader, writer = await opened(b"late %d %s" % (ms, text))
    done.append(await reader.read(-1))
    await close(writer)


async def main():
    await echo(b"alone")
    reader, writer = await opened(rb"pieces 30 ab cd\nef gh")
    print(await reader.readexactly(3), await reader.readline(), await reader.read(2), await reader.read(-1))
    try:
        await reader.readexactly(1)
    except EOFError:
        print("EOFError")
    await close(writer)

    done = []
    await asyncio.gather(wait_late(1500, b"last", done), wait_late(30, b"first", done), wait_late(600, b"second", done))
    print(done)

    reader, writer = await opened(b"silent")
    try:
        await asyncio.wait_for(reader.read(1), 0.1)
    except asyncio.TimeoutError:
        print("TimeoutError")
    await close(writer)


asyncio.run(main())
