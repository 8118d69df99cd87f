# The socket module under test, chosen by the environment:
#
#   WORLD  "native" (default): the port's own module; or a dialect's name: ours over a simulated modem of that dialect
#   PEER   port of tests/sockets/peer.py on loopback; TLS_PEER the one where it speaks TLS, DTLS_PEER that of OpenSSL's
#          server, TLS_CA the certificate of both; HTTP, HTTPS, MQTT: ports of tests/sockets/servers.py
#   KNOBS  switches of the simulated modem, as "chunk=random seed=3"
#
# Scripts take everything from here and say nothing that depends on the world.
import errno
import os

HOST = "127.0.0.1"
PEER, TLS_PEER, DTLS_PEER, HTTP, HTTPS, MQTT = [
    int(os.getenv(name) or 0) for name in ("PEER", "TLS_PEER", "DTLS_PEER", "HTTP", "HTTPS", "MQTT")
]
SERVER_NAME = "peer.example"
WORLD = os.getenv("WORLD") or "native"

if WORLD == "native":
    import socket
else:
    import at_world  # noqa: F401
    import microATsocket as socket

# Errors that mean the same. The port's own module says EAGAIN where the time of recv() ran out, and EPIPE (32) where a
# stream has no peer to send to.
NOTHING_CAME = (errno.ETIMEDOUT, errno.EAGAIN)
GONE = (errno.ENOTCONN, errno.ECONNRESET, 32)


# What no call of a world refuses but does not work there.
CANNOT = {
    # Nobody listens while a stream is taken.
    "sequans": ("visitors at the same time",),
}


# This world cannot; every such end of a script has a row in tests/README.md.
def skip(reason):
    print("SKIP:", reason)
    raise SystemExit


# Ends the script where the world cannot do that.
def require(what):
    if what in CANNOT.get(WORLD, ()):
        skip(what)


# Calls the function; ends the script where this modem or module cannot do that.
def need(reason, function, *args):
    try:
        return function(*args)
    except AttributeError:
        skip(reason)
    except OSError as error:
        if error.errno != errno.EOPNOTSUPP:
            raise
        skip(reason)


# What became of a call: its result, or the kind of its exception.
def outcome(function, *args):
    try:
        return function(*args)
    except OSError as error:
        return "OSError " + errno.errorcode.get(error.errno, str(error.errno))
    except Exception as error:
        return type(error).__name__


# True when the call raises OSError with one of these numbers, else what became of it.
def fails(numbers, function, *args):
    try:
        return "no failure: %s" % (function(*args),)
    except OSError as error:
        return error.errno in numbers or "OSError %s" % (error,)


def address(port=None, host=HOST):
    return socket.getaddrinfo(host, PEER if port is None else port)[0][-1]


def stream():
    return socket.socket(socket.AF_INET, socket.SOCK_STREAM)


def datagrams(timeout=5):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.settimeout(timeout)
    return s


# A stream to the peer, which does what the line says; see peer.py.
def connected(line):
    s = stream()
    s.settimeout(10)
    s.connect(address())
    write_all(s, line + b"\n")
    return s


def write_all(s, data):
    view = memoryview(data)
    while view:
        view = view[s.send(view) :]


def read_line(s):
    line = b""
    while line[-1:] != b"\n":
        piece = s.recv(1)
        if not piece:
            break
        line += piece
    return line


# Asks the peer once.
def ask(line):
    s = connected(line)
    answer = read_line(s)
    s.close()
    return answer[:-1]


# A port of this machine that is free.
def free_port():
    return int(ask(b"free"))


# The bytes of the peer's `give`.
def pattern(count, start=0):
    data = bytearray(count)
    for i in range(count):
        data[i] = (start + i) * 7 % 251
    return bytes(data)


# One number for many bytes, the same as the peer's.
def checksum(data, before=0):
    for byte in data:
        before = (before * 31 + byte) & 0xFFFFFF
    return before


# The certificate of the TLS peers.
def ca():
    with open(os.getenv("TLS_CA"), "rb") as file:
        return file.read()


def tls_address():
    return address(TLS_PEER)


def tls_context():
    import tls

    context = tls.SSLContext(tls.PROTOCOL_TLS_CLIENT)
    context.verify_mode = tls.CERT_REQUIRED
    context.load_verify_locations(ca())
    return context


# As connected(), with TLS.
def secured(line):
    s = stream()
    s.settimeout(10)
    s.connect(tls_address())
    s = tls_context().wrap_socket(s, server_hostname=SERVER_NAME)
    s.write(line + b"\n")
    return s
