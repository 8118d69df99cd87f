# What QuecPython's usocket has beside MicroPython's socket: servers made with IPPROTO_TCP_SER, bound clients, the state of
# a connection, keep-alive; and recv() into buffers and with flags.
try:
    import errno

    import microATsocket as usocket
    import modemsim
except ImportError:
    print("SKIP")
    raise SystemExit


def modem(dialect, **knobs):
    net = modemsim.MemoryNet()
    net.tcp_peer("192.0.2.10", 80, serve)
    net.udp_peer("192.0.2.10", 7, lambda peer, data, source: peer.send(data, source))
    sim = modemsim.make(dialect.split("_")[0], modemsim.Knobs(**knobs), net)
    usocket.Modem(modemsim.SerialPort(sim), dialect=dialect)
    return sim, net


def serve(end, data):
    if data == b"bye":
        end.send(b"last words")
        end.close()
    elif data:
        end.send(data)


def refused(function, *arguments):
    try:
        return function(*arguments)
    except OSError as error:
        return errno.errorcode[error.args[0]]


# A server, as its examples write one.
sim, net = modem("quectel")
server = usocket.socket(usocket.AF_INET, usocket.SOCK_STREAM, usocket.IPPROTO_TCP_SER)
print(server.getsocketsta())
server.bind(("10.7.89.12", 7000))
server.listen(10)
print(server.getsocketsta())
net.dial(7000, lambda end, data: data is None and end.send(b"ping"), ("198.51.100.7", 54321))
conn, address, port = server.accept()
print(conn.recv(4), address, port, conn.getsocketsta())
conn.close()
server.close()
print(conn.getsocketsta(), server.getsocketsta())

# A client with a port of its own, where the modem lets it have one.
for dialect, knobs in (("quectel", {}), ("nordic_n4", {"generation": "N4"}), ("sequans", {})):
    sim, net = modem(dialect, **knobs)
    client = usocket.socket(usocket.AF_INET, usocket.SOCK_STREAM, usocket.TCP_CUSTOMIZE_PORT)
    client.bind(("", 5050))
    print(dialect, refused(client.connect, ("192.0.2.10", 80)))
    print([line[2:-2] for line in sim.record.transcript() if "5050" in line])
    client.close()

# States of a client.
sim, net = modem("sequans")
client = usocket.socket()
print(client.getsocketsta(), client.getsockopt(usocket.SOL_SOCKET, usocket.SO_TYPE) == usocket.SOCK_STREAM)
client.connect(("192.0.2.10", 80))
print(client.getsocketsta())
client.send(b"bye")
print(client.recv(4, usocket.MSG_PEEK), client.recv(4))
buffer = bytearray(b"-" * 8)
print(client.recv_into(buffer, 2), client.recv_into(memoryview(buffer)[2:]), buffer)
print(client.recv(1), client.recv_into(buffer), client.getsocketsta())
client.close()
print(client.getsocketsta(), refused(client.getsockopt, usocket.SOL_SOCKET, usocket.SO_TYPE))

# Flags on datagrams: the datagram stays, and nobody waits.
s = usocket.socket(usocket.AF_INET, usocket.SOCK_DGRAM)
s.settimeout(5)
s.connect(("192.0.2.10", 7))
print(refused(s.recv, 10, usocket.MSG_DONTWAIT))
s.send(b"datagram")
print(s.recv(4, usocket.MSG_PEEK), s.recvfrom(20, usocket.MSG_PEEK), s.recvfrom(4), refused(s.recv, 1, usocket.MSG_DONTWAIT))
s.close()

# Keep-alive in minutes, for all streams of the modem; a modem that has none does without.
for dialect in ("quectel", "sequans"):
    sim, net = modem(dialect)
    s = usocket.socket(usocket.AF_INET, usocket.SOCK_STREAM)
    print(s.setsockopt(usocket.SOL_SOCKET, usocket.TCP_KEEPALIVE, 1))
    print(s.getsockopt(usocket.SOL_SOCKET, usocket.TCP_KEEPALIVE))
    print(refused(s.setsockopt, usocket.SOL_SOCKET, usocket.TCP_KEEPALIVE, 121))
    print([line[2:-2] for line in sim.record.transcript() if "keepalive" in line])
    print(refused(s.getsockopt, usocket.SOL_SOCKET, 12345), refused(s.getsockopt, usocket.SOL_TLS, usocket.TLS_HOSTNAME))
    s.close()
secure = usocket.socket(usocket.AF_INET, usocket.SOCK_STREAM, usocket.IPPROTO_TLS_1_2)
secure.setsockopt(usocket.SOL_TLS, usocket.TLS_SEC_TAG_LIST, [42])
print([secure.getsockopt(usocket.SOL_TLS, option) for option in (1, 2, 5, 12)])
secure.close()
print(usocket.sockets_in_use)
