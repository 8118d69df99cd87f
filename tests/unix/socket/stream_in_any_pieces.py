# Nothing of a stream is lost or doubled, however the modem cuts and announces it.
try:
    import microATsocket as socket
    import modemsim
except ImportError:
    print("SKIP")
    raise SystemExit

DIALECTS = (
    ("sequans", "sequans", {}),
    ("nordic_n0", "nordic", {"generation": "N0"}),
    ("nordic_n1", "nordic", {"generation": "N1"}),
    ("nordic_n4", "nordic", {"generation": "N4"}),
    ("quectel", "quectel", {}),
    ("quectel_nb_iot", "quectel", {"model_class": "NBIOT"}),
)
KNOBS = (
    {"chunk": "random", "seed": 3},
    {"short_read": 400, "duplicate_ring": 0.5, "seed": 5},
    {"segment": 100, "rx_limit": 300, "net_delay_ms": 1},
    {"urc_point": "before_info", "urc_hold_ms": 5, "segment": 700},
    {"urc_point": "before_final", "urc_hold_ms": 5, "latency_ms": 3},
)
# Plus signs, line ends, what looks like an answer; and more of it than goes out in hexadecimal at once.
DATA = b"a++b+++c\r\nOK\r\n\x00\xff" * 20 + bytes(range(256)) * 2 + b"+++" + bytes(range(256)) * 4 + b"++"


class Echo:
    # Gives back what it got, in pieces, and closes behind the last.
    def __init__(self):
        self.received = 0

    def __call__(self, end, data):
        if data:
            end.send(data[:1])
            for start in range(1, len(data), 500):
                end.send(data[start : start + 500])
            self.received += len(data)
            if self.received == len(DATA):
                end.close(4)


def transferred(dialect, family, knobs):
    net = modemsim.MemoryNet()
    net.tcp_peer("192.0.2.10", 80, Echo())
    port = modemsim.SerialPort(modemsim.make(family, modemsim.Knobs(**knobs), net=net))
    s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    s.setModemInstance(socket.Modem(port, dialect=dialect))
    s.settimeout(20)
    with s:
        s.connect(("192.0.2.10", 80))
        s.sendall(DATA)
        got = b""
        while True:
            data = s.recv(300)
            if not data:
                return got
            got += data


for dialect, family, own in DIALECTS:
    results = []
    for more in KNOBS:
        knobs = dict(own)
        knobs.update(more)
        try:
            results.append(transferred(dialect, family, knobs) == DATA)
        except OSError as error:
            results.append(error.args[0])
    print(dialect, results)
