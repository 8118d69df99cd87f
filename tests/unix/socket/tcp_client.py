# A TCP client over a modem on a byte stream: lines, back-pressure, close, refused connections.
try:
    import time

    import microATsocket as socket
    import modemsim
except ImportError:
    print("SKIP")
    raise SystemExit


def serve(end, data):
    # Echoes; says bye and closes when asked to.
    if data and data.startswith(b"BYE"):
        end.send(b"bye\n")
        end.close()
    elif data:
        end.send(data)


net = modemsim.MemoryNet()
net.tcp_peer("192.0.2.10", 80, serve)
modem = socket.Modem(modemsim.SerialPort(modemsim.make("sequans", net=net)), dialect="sequans")


def attached():
    s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    s.setModemInstance(modem)
    return s


s = attached()
s.connect(("192.0.2.10", 80))
print(s.send(b"one\ntwo\n"), s.readline(), s.readline())

# A stream has its peer, whatever address it is given.
print(s.sendto(b"to\n", ("192.0.2.99", 9)), s.readline())

# More than one command of the modem takes, and more than one read gives.
s.sendall(bytes(range(256)) * 7)
data = s.read(1792)
print(len(data), data == bytes(range(256)) * 7)

buffer = bytearray(5)
s.write(b"abcde")
print(s.readinto(buffer), buffer)

# The peer closes: what it sent is read, then the end, as often as one asks.
s.send(b"BYE")
print(s.read(), s.recv(10), s.recv(10))
s.close()
s.close()
never = attached()
after = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
after.setModemInstance(modem)
after.settimeout(1)
after.close()
for name, call in (
    ("send", lambda: s.send(b"x")),
    ("recv", lambda: s.recv(1)),
    ("sendto", lambda: s.sendto(b"x", ("192.0.2.10", 80))),
    ("recvfrom", lambda: s.recvfrom(1)),
    ("datagram sendto", lambda: after.sendto(b"x", ("192.0.2.10", 80))),
    ("datagram recvfrom", lambda: after.recvfrom(1)),
    ("sendto without a peer", lambda: never.sendto(b"x", ("192.0.2.10", 80))),
):
    try:
        print(name, call())
    except OSError as error:
        print(name, error.args[0])
never.close()

# A refused connection is dialled again; how soon is the socket's.
with attached() as other:
    other.dialPause = 20
    start = time.ticks_ms()
    try:
        other.connect(("192.0.2.10", 81))
    except OSError as error:
        print("connect", error.args[0], 60 <= time.ticks_diff(time.ticks_ms(), start) < 10000)
print(socket.sockets_in_use)
