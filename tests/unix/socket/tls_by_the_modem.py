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
        if any([line.startswith("> " + name) for name in ("AT#XSS", "AT+SQNSSCFG", "AT+SQNSPCFG")]):
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

# Certificates and keys have places of their own; the profile is that of the connection.
for tags, verify, name in (
    (7, socket.TLS_PEER_VERIFY_REQUIRED, None),
    ([7, 8], socket.TLS_PEER_VERIFY_REQUIRED, ""),
    ([0], socket.TLS_PEER_VERIFY_NONE, "sensor.example"),
):
    s, modem = attached("sequans", "sequans", hosts={"sensor.example": "192.0.2.10"})
    s.setsockopt(socket.SOL_TLS, socket.TLS_SEC_TAG_LIST, tags)
    s.setsockopt(socket.SOL_TLS, socket.TLS_PEER_VERIFY, verify)
    s.setsockopt(socket.SOL_TLS, socket.TLS_SESSION_CACHE, verify == socket.TLS_PEER_VERIFY_NONE)
    if name is not None:
        s.setsockopt(socket.SOL_TLS, socket.TLS_HOSTNAME, name)
    s.connect(("192.0.2.10", 443))
    print(s.send(b"hello"), s.recv(5))
    s.close()
    told(modem)
# The next one on this connection is not secured, and the modem is told so once.
for _ in range(2):
    plain = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    plain.setModemInstance(s.modem)
    plain.connect(("192.0.2.10", 443))
    plain.close()
told(modem)
for tags in (20, [1, 20], [1, 2, 3], []):
    s, modem = attached("sequans", "sequans")
    try:
        s.setsockopt(socket.SOL_TLS, socket.TLS_SEC_TAG_LIST, tags)
        s.connect(("192.0.2.10", 443))
    except OSError as error:
        print(error.args[0] in (errno.EOPNOTSUPP, errno.EINVAL))

s, modem = attached("quectel_nb_iot", "quectel", model_class="NBIOT")
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
