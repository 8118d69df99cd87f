# TLS that the modem speaks: what it is told, and families that cannot.
try:
    import errno

    import microATsocket as socket
    import modemsim
except ImportError:
    print("SKIP")
    raise SystemExit


def attached(dialect, family, **knobs):
    net = modemsim.MemoryNet()
    net.tcp_peer("192.0.2.10", 443, lambda end, data: data and end.send(data.upper()))
    knobs = modemsim.Knobs(tls="clear", **knobs)
    port = modemsim.SerialPort(modemsim.make(family, knobs, net=net))
    s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TLS_1_2)
    s.setModemInstance(socket.Modem(port, dialect=dialect))
    return s, port.modem


def told(modem):
    for line in modem.record.transcript():
        if line.startswith("> AT#XSS"):
            print(line)


for name in (None, "sensor.example", ""):
    s, modem = attached("nordic_n3", "nordic", generation="N3")
    s.setsockopt(socket.SOL_TLS, socket.TLS_SEC_TAG_LIST, [42])
    s.setsockopt(socket.SOL_TLS, socket.TLS_PEER_VERIFY, socket.TLS_PEER_VERIFY_OPTIONAL)
    s.setsockopt(socket.SOL_TLS, socket.TLS_SESSION_CACHE, 1)
    if name is not None:
        s.setsockopt(socket.SOL_TLS, socket.TLS_HOSTNAME, name)
    s.connect(("192.0.2.10", 443))
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RAI, 2)
    print(s.send(b"hello"), s.recv(5))
    s.close()
    told(modem)

s, modem = attached("sequans", "sequans")
try:
    s.connect(("192.0.2.10", 443))
except OSError as error:
    print(error.args[0] == errno.EOPNOTSUPP)
plain = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
plain.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
try:
    plain.setsockopt(socket.SOL_TLS, socket.TLS_SEC_TAG_LIST, 1)
except OSError as error:
    print(error.args[0] == errno.EOPNOTSUPP)
