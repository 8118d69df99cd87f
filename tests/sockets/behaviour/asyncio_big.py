# asyncio: much data each way.
import asyncio
import sys

from under_test import HOST, PEER, checksum, pattern, socket

sys.modules["socket"] = socket
COUNT = 8000


async def opened(line):
    reader, writer = await asyncio.open_connection(HOST, PEER)
    writer.write(line + b"\n")
    await writer.drain()
    return reader, writer


async def main():
    reader, writer = await opened(b"give %d" % COUNT)
    print(await reader.readexactly(2000) + await reader.read(-1) == pattern(COUNT))
    writer.close()
    await writer.wait_closed()
    reader, writer = await opened(b"take %d" % COUNT)
    writer.write(pattern(COUNT))
    await writer.drain()
    print(await reader.readline() == b"%d %d\n" % (COUNT, checksum(pattern(COUNT))))
    writer.close()
    await writer.wait_closed()


asyncio.run(main())
