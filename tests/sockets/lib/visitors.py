# A server of asyncio in the script, and visitors that PEER sends there.
import asyncio
import errno
import sys

from under_test import HOST, PEER, free_port, skip, socket

sys.modules["socket"] = socket


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


async def _serve_while(visits):
    port = free_port()
    try:
        server = await asyncio.start_server(serve, HOST, port)
    except OSError as error:
        if error.errno != errno.EOPNOTSUPP:
            raise
        skip("listen")
    async with server:
        await visits(port)
    print("closed")


# Runs visits(port) while the server listens there.
def serve_while(visits):
    asyncio.run(_serve_while(visits))
