# asyncio.start_server(): visitors that come at the same time.
import asyncio
import errno
import sys

from under_test import HOST, PEER, free_port, require, skip, socket

sys.modules["socket"] = socket
require("visitors at the same time")


async def serve(reader, writer):
    line = await reader.readline()
    writer.write(b"you said " + line)
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def visit(port, number):
    reader, writer = await asyncio.open_connection(HOST, PEER)
    writer.write(b"visit %d number %d\\n\n" % (port, number))
    await writer.drain()
    answer = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return answer


async def main():
    port = free_port()
    try:
        server = await asyncio.start_server(serve, HOST, port)
    except OSError as error:
        if error.errno != errno.EOPNOTSUPP:
            raise
        skip("listen")
    async with server:
        print(sorted(await asyncio.gather(*[visit(port, number) for number in range(3)])))
    print("closed")


asyncio.run(main())
