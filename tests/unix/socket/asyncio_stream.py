# asyncio over a stream socket: the stream protocol is all it needs.
import skip_without_polling  # noqa: F401

try:
    import asyncio
except ImportError:
    print("SKIP")
    raise SystemExit

import microATsocket as socket
import modemsim


def serve(end, data):
    if data and data.endswith(b"BYE\n"):
        end.send(b"bye\n")
        end.close()
    elif data:
        end.send(data.upper())


net = modemsim.MemoryNet()
net.tcp_peer("192.0.2.10", 80, serve)
modem = socket.Modem(modemsim.SerialPort(modemsim.make("quectel", net=net)), dialect="quectel")


async def visit(name, turns):
    s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    s.setModemInstance(modem)
    s.connect(("192.0.2.10", 80))
    s.setblocking(False)
    stream = asyncio.StreamReader(s)
    for turn in range(turns):
        stream.write(b"%s %d\n" % (name, turn))
        await stream.drain()
        print(await stream.readline())
    stream.write(b"BYE\n")
    await stream.drain()
    print(await stream.read(-1))
    stream.close()
    await stream.wait_closed()


async def main():
    await asyncio.wait_for(visit(b"alone", 2), 10)
    # Two at once on one modem; their lines come in some order, each its own.
    await asyncio.gather(visit(b"a", 1), visit(b"a", 1))


asyncio.run(main())
print(socket.sockets_in_use)
