# Nothing of a stream is lost or doubled, however the modem cuts and announces it.
try:
    import families
except ImportError:
    print("SKIP")
    raise SystemExit

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


def transferred(family, knobs):
    world = families.World(family, stream=Echo(), **knobs)
    s = world.unconnected(20)
    with s:
        s.connect(families.SERVER)
        s.sendall(DATA)
        got = b""
        while True:
            data = s.recv(300)
            if not data:
                return got
            got += data


for family in families.ALL:
    results = []
    for knobs in KNOBS:
        try:
            results.append(transferred(family, knobs) == DATA)
        except OSError as error:
            results.append(error.args[0])
    print(family.name, results)
