# asyncio's streams over TLS, two at once.
import asyncio
import sys

from under_test import HOST, SERVER_NAME, TLS_PEER, pattern, socket, tls_context

sys.modules["socket"] = socket


async def talk(name, done):
    reader, writer = await asyncio.open_connection(HOST, TLS_PEER, ssl=tls_context(), server_hostname=SERVER_NAME)
    writer.write(b"echo\n")
    for turn in range(3):
        writer.write(b"%s %d\n" % (name, turn))
        await writer.drain()
        done.append(await reader.readline())
    writer.close()
    await writer.wait_closed()


async def main():
    done = []
    await asyncio.gather(talk(b"a", done), talk(b"b", done))
    print(sorted(done))
    reader, writer = await asyncio.open_connection(HOST, TLS_PEER, ssl=tls_context(), server_hostname=SERVER_NAME)
    writer.write(b"give 6000\n")
    await writer.drain()
    print(await reader.read(-1) == pattern(6000))
    writer.close()
    await writer.wait_closed()


asyncio.run(main())
