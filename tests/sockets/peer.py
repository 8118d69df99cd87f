"""The other side of the behaviour suite: a TCP and a UDP port on loopback, under CPython.

The first line of a stream says what it is for:

    echo                what comes goes back
    give <n>            n bytes of a pattern, then the end
    take <n>            reads n bytes, answers "<n> <checksum>\\n"
    say <text>          the text (\\n as in Python), then the end
    late <ms> <text>    the same after a while
    pieces <ms> <a> ... each text after a while
    silent              reads and never answers
    reset               drops the connection
    free                a port where nobody is
    held <ms>           a port that neither answers nor refuses before then
    port                the other UDP port
    visit <port> <text> dials that port, says the text, answers with what comes back until the end

A datagram says it likewise:

    echo <bytes>        back as it is
    give <n>            n bytes of the pattern
    twice <bytes>       two datagrams, "1<bytes>" and "2<bytes>"
    late <ms> <bytes>   after a while
    other <bytes>       from the other UDP port
    whoami              the port it came from
    knock <port> <text> the text to that port, from the other UDP port
"""

import asyncio
import contextlib
import socket
import ssl
import struct
import subprocess

HOST = "127.0.0.1"
HOST6 = "::1"


def pattern(count):
    return bytes(i * 7 % 251 for i in range(count))


def checksum(data):
    value = 0
    for byte in data:
        value = (value * 31 + byte) & 0xFFFFFF
    return value


def text_of(words):
    return b" ".join(words).replace(b"\\n", b"\n")


def free_port():
    with socket.socket() as s:
        s.bind((HOST, 0))
        return s.getsockname()[1]


async def held_port():
    """A listener whose queue is full of connections, and these."""
    listener = socket.create_server((HOST, 0), backlog=0)
    loop, waiting = asyncio.get_running_loop(), []
    for _ in range(8):
        waiting.append(socket.socket())
        waiting[-1].setblocking(False)
        try:
            await asyncio.wait_for(loop.sock_connect(waiting[-1], listener.getsockname()), 0.05)
        except asyncio.TimeoutError:
            break
    return listener, waiting


def make_certificate(folder):
    """A certificate that signs itself: (chain, key) in PEM, and ca.der for the clients."""
    chain, key = f"{folder}/chain.pem", f"{folder}/key.pem"
    openssl(
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
        "-subj", "/CN=peer.example", "-addext", "subjectAltName=DNS:peer.example", "-out", chain, "-keyout", key,
    )
    openssl("x509", "-in", chain, "-outform", "DER", "-out", f"{folder}/ca.der")
    return chain, key


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


async def answer_lines(process):
    while line := await process.stdout.readline():
        if line.startswith(b"echo "):
            process.stdin.write(line[5:])


def is_free(port):
    """Whether nobody hears datagrams there."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        try:
            s.bind((HOST, port))
        except OSError:
            return False
    return True


class Visitor:
    """One stream, both ends of it in reader and writer."""

    def __init__(self, peer, reader, writer):
        self.peer, self.reader, self.writer = peer, reader, writer

    async def serve(self):
        words = (await self.reader.readline()).strip().split(b" ")
        action = getattr(self, "do_" + words[0].decode(), None)
        if action:
            await action(*words[1:])
            await self.writer.drain()

    async def do_echo(self):
        while data := await self.reader.read(65536):
            self.writer.write(data)
            await self.writer.drain()

    async def do_give(self, count):
        self.writer.write(pattern(int(count)))

    async def do_take(self, count):
        data = await self.reader.readexactly(int(count))
        self.writer.write(b"%d %d\n" % (len(data), checksum(data)))

    async def do_say(self, *words):
        self.writer.write(text_of(words))

    async def do_late(self, ms, *words):
        await asyncio.sleep(int(ms) / 1000)
        self.writer.write(text_of(words))

    async def do_pieces(self, ms, *words):
        for word in words:
            await self.do_late(ms, word)
            await self.writer.drain()

    async def do_silent(self):
        while await self.reader.read(65536):
            pass

    async def do_reset(self):
        linger = struct.pack("ii", 1, 0)
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.writer.transport.abort()

    async def do_free(self):
        self.writer.write(b"%d\n" % free_port())

    async def do_held(self, ms):
        listener, waiting = await held_port()
        asyncio.get_running_loop().call_later(int(ms) / 1000, self.peer.release, listener, waiting)
        self.writer.write(b"%d\n" % listener.getsockname()[1])

    async def do_port(self):
        self.writer.write(b"%d\n" % self.peer.other.get_extra_info("sockname")[1])

    async def do_visit(self, port, *words):
        reader, writer = await asyncio.open_connection(HOST, int(port))
        writer.write(text_of(words))
        answer = await reader.read()
        writer.close()
        self.writer.write(answer + b"\n")


class Datagrams(asyncio.DatagramProtocol):
    def __init__(self, peer, udp):
        self.peer, self.socket = peer, udp

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, source):
        word, _, rest = data.partition(b" ")
        action = getattr(self, "do_" + word.decode("ascii", "replace"), None)
        if action:
            action(rest, source)

    def do_echo(self, rest, source):
        self.socket.sendto(rest, source)  # the transport sends no empty datagrams

    def do_give(self, rest, source):
        self.transport.sendto(pattern(int(rest)), source)

    def do_twice(self, rest, source):
        self.transport.sendto(b"1" + rest, source)
        self.transport.sendto(b"2" + rest, source)

    def do_late(self, rest, source):
        ms, _, data = rest.partition(b" ")
        asyncio.get_running_loop().call_later(int(ms) / 1000, self.transport.sendto, data, source)

    def do_other(self, rest, source):
        self.peer.other.sendto(rest, source)

    def do_whoami(self, rest, source):
        self.transport.sendto(b"%d" % source[1], source)

    def do_knock(self, rest, source):
        port, _, data = rest.partition(b" ")
        self.peer.other.sendto(data, (HOST, int(port)))


class Peer:
    """Both ports on one number, in both address families, and the other UDP port."""

    def __init__(self):
        self.servers, self.kept = [], []

    async def start_tls(self, folder):
        """The same with TLS on a port of its own, the certificate made anew: (port, file of the certificate)."""
        self.certificate = make_certificate(folder)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(*self.certificate)
        return await self.open_streams(HOST, 0, self.tls), f"{folder}/ca.der"

    @contextlib.asynccontextmanager
    async def dtls(self):
        """The port of OpenSSL's DTLS server, which serves one client: lines `echo ...` come back."""
        port, (chain, key) = free_port(), self.certificate
        server = await asyncio.create_subprocess_exec(
            "openssl", "s_server", "-dtls", "-4", "-quiet", "-accept", f"{HOST}:{port}", "-cert", chain, "-key", key,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )
        answering = asyncio.create_task(answer_lines(server))
        while is_free(port) and server.returncode is None:
            await asyncio.sleep(0.01)
        try:
            yield port
        finally:
            answering.cancel()
            server.kill()
            await server.wait()

    async def start(self):
        self.port = await self.open_streams(HOST, 0)
        await self.open_streams(HOST6, self.port)
        await self.open_datagrams(HOST, self.port)
        await self.open_datagrams(HOST6, self.port)
        self.other = await self.open_datagrams(HOST, 0)
        return self.port

    def release(self, listener, waiting):
        """Answers at a port that was held; the next time the other side asks."""
        for filler in waiting:
            filler.close()
        self.kept.append(asyncio.ensure_future(asyncio.start_server(self.visited, sock=listener)))

    async def open_streams(self, host, port, tls=None):
        server = await asyncio.start_server(self.visited, host, port, ssl=tls)
        self.servers.append(server)
        return server.sockets[0].getsockname()[1]

    async def open_datagrams(self, host, port):
        udp = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind((host, port))
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: Datagrams(self, udp), sock=udp)
        return transport

    async def visited(self, reader, writer):
        try:
            await Visitor(self, reader, writer).serve()
        except (OSError, asyncio.IncompleteReadError):
            pass  # the visitor went away
        finally:
            writer.close()
