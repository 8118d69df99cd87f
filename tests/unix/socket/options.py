# Options: what a modem of each family is told and asked, and what it cannot.
try:
    import errno

    import microATsocket as socket
    import modemsim
except ImportError:
    print("SKIP")
    raise SystemExit

DIALECTS = (
    ("sequans", "sequans", {}),
    ("nordic_n0", "nordic", {"generation": "N0"}),
    ("nordic_n1", "nordic", {"generation": "N1"}),
    ("nordic_n3", "nordic", {"generation": "N3"}),
    ("nordic_n4", "nordic", {"generation": "N4"}),
    ("quectel", "quectel", {}),
)
PEER = ("192.0.2.10", 5684)


def made(dialect, family, protocol=0, **knobs):
    net = modemsim.MemoryNet()
    net.udp_peer(PEER[0], PEER[1], lambda peer, data, source: peer.send(data, source))
    port = modemsim.SerialPort(modemsim.make(family, modemsim.Knobs(dtls="clear", **knobs), net=net))
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM, protocol)
    s.setModemInstance(socket.Modem(port, dialect=dialect))
    s.settimeout(2)
    return s, port.modem


def outcome(function, *arguments):
    try:
        return function(*arguments)
    except OSError as error:
        return errno.errorcode.get(error.args[0], error.args[0])


def told(sim, marks=("SOCKETOPT=", "SENDEXT=", "QICFG=")):
    lines = sim.record.transcript()
    return [line[2:-2] for line in lines if line.startswith("> ") and any([mark in line for mark in marks])]


for dialect, family, knobs in DIALECTS:
    print("--", dialect)
    # DTLS: numbers count from connect() on.
    s, sim = made(dialect, family, socket.IPPROTO_DTLS_1_2, **knobs)
    for option, value in (
        (socket.TLS_SEC_TAG_LIST, 3),
        (socket.TLS_SESSION_CACHE, 0),
        (socket.TLS_DTLS_CID, socket.TLS_DTLS_CID_SUPPORTED),
        (socket.TLS_DTLS_HANDSHAKE_TIMEO, 31),
        (socket.TLS_DTLS_FRAG_EXT, 1),
        (socket.TLS_DTLS_CID, 256),
        (socket.TLS_DTLS_CONN_SAVE, 1),
        (socket.TLS_CIPHERSUITE_USED, 1),
        (99, 1),
    ):
        print(option, outcome(s.setsockopt, socket.SOL_TLS, option, value), outcome(s.getsockopt, socket.SOL_TLS, option))
    s.connect(PEER)
    print(s.send(b"hello"), s.recv(10))
    for option in (socket.TLS_DTLS_CID_STATUS, socket.TLS_CIPHERSUITE_USED, socket.TLS_SESSION_CACHE_PURGE):
        print(option, outcome(s.getsockopt, socket.SOL_TLS, option), outcome(s.setsockopt, socket.SOL_TLS, option, 1))
    for option in (socket.TLS_DTLS_CONN_SAVE, socket.TLS_DTLS_CONN_LOAD):
        print(option, outcome(s.setsockopt, socket.SOL_TLS, option, 1))
    s.close()
    print(told(sim, ("XSSOCKETOPT=",)))
    # Release assistance: told at once, or with the next data.
    s, sim = made(dialect, family, **knobs)
    print(outcome(s.setsockopt, socket.SOL_SOCKET, socket.SO_RAI, 2))
    s.connect(PEER)
    for value in (1, 2, 3, 4, 5, 6, 300):
        print(value, outcome(s.setsockopt, socket.SOL_SOCKET, socket.SO_RAI, value), end=" ")
        print(s.send(b"hello"), s.recv(10), s.getsockopt(socket.SOL_SOCKET, socket.SO_RAI))
    print(told(sim))
    s.close()

# Credentials of this side have a tag of their own.
s, sim = made("sequans", "sequans", socket.IPPROTO_DTLS_1_2)
for tags in (7, [7], (7, 8)):
    s.setsockopt(socket.SOL_TLS, socket.TLS_SEC_TAG_LIST, tags)
    print(s.getsockopt(socket.SOL_TLS, socket.TLS_SEC_TAG_LIST))
print(s.getsockopt(socket.SOL_TLS, socket.TLS_HOSTNAME), s.getsockopt(socket.SOL_TLS, socket.TLS_PEER_VERIFY))
s.close()

# Kept, though they do nothing: here they are as they were set.
s, sim = made("sequans", "sequans")
for level, option in (
    (socket.SOL_SOCKET, socket.SO_REUSEADDR),
    (socket.SOL_SOCKET, socket.SO_BROADCAST),
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE),
    (socket.IPPROTO_TCP, socket.TCP_NODELAY),
):
    before = s.getsockopt(level, option)
    s.setsockopt(level, option, 7)
    print(before, s.getsockopt(level, option), end=" ")
    s.setsockopt(level, option, 0)
    print(s.getsockopt(level, option))
print(outcome(s.getsockopt, socket.SOL_SOCKET, 99), outcome(s.getsockopt, socket.SOL_TLS, socket.TLS_DTLS_CID))
print(outcome(s.setsockopt, socket.SOL_TLS, socket.TLS_DTLS_CID, 1), told(sim))
s.close()
# Old firmware takes no such parameter: the modem's answer is the script's.
s, sim = made("sequans", "sequans", has_rai=False)
s.connect(PEER)
print(outcome(s.setsockopt, socket.SOL_SOCKET, socket.SO_RAI, 2), outcome(s.send, b"hello"))
s.connect(PEER)
print(s.send(b"hello"), s.recv(10), told(sim))
s.close()
