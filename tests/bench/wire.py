# What operations cost on the serial line: round trips and bytes, beside the least.
#
#   MICROPYPATH=tests build/micropython tests/bench/wire.py
#
# The least is a dialogue with the recommended settings, played against a simulated modem; ours is the same operation by
# the Python API, with another such modem. The simulator counts, in virtual time: every run gives the same numbers.
# An announcement counts for the read that it leads to.
import microATsocket as socket
import modemsim

HOST, UDP_PORT, TCP_PORT, LISTEN_PORT = "192.0.2.10", 5683, 80, 7000
PEER = b'"192.0.2.10",5683'
ANSWER_MS = 10
SMALL = 100
LINES = 10  # that a read leaves for readline()

# What ours may take beyond the least, and why: dialect, operation, round trips.
EXTRA = (
    ("sequans_text", "close of nothing", 1, "SQNSH: as the original library did"),
    ("sequans", "first open", 2, "SQNSH: the id may be in use; SQNSCFG: no end of idle connections"),
    ("sequans", "accept", 2, "SQNSS: where it came from; SQNSL: the next one, on another id"),
    ("quectel", "first open", 2, "QICLOSE: the id may be in use; QIACT?: the context may be down"),
    ("quectel", "recv", 1, "QIRD: more is announced only after a read that found nothing"),
    ("nordic_n0", "recv", 1, "XRECV: what comes in data mode is not announced"),
    ("nordic_n4", "next accept", 1, "XACCEPT: who came with the one before may not be announced again"),
    ("nordic_n4", "listen", 1, "XSOCKETOPT: the port may have been closed a moment ago"),
    ("", "DNS", 7, "a socket of its own, where the modem could look it up"),
)


class Dialect:
    # least: {operation: what the host writes, or a function of the number of bytes that gives it}
    def __init__(self, name, family, least, large=1400, **knobs):
        self.name, self.family, self.least, self.large, self.knobs = name, family, least, large, knobs
        self.is_text = name.endswith("_text")  # behind send_at_cmd(), not behind a stream
        self.host_name = name.replace("_", "-") + ".example"
        self.knobs["echo"] = False
        self.knobs["hosts"] = {self.host_name: ["192.0.2.7"]}

    def extra(self, operation):
        # Round trips beyond the least, and why.
        for dialect, start, trips, reason in EXTRA:
            if self.name.startswith(dialect) and operation.startswith(start):
                return trips, reason
        return 0, ""


def sequans(name, is_text):
    def announce(n):
        return (b"AT+SQNSSENDEXT=1,%d\r" % n, b"78" * n if is_text else b"x" * n)

    def read(n):
        return (b"AT+SQNSRECV=1,1500\r",)

    configure = b"AT+SQNSCFGEXT=1,1,1,0,0,1\r" if is_text else b"AT+SQNSCFGEXT=1,1,0,0,0,0\r"
    dial_udp = b'AT+SQNSD=1,1,5683,"192.0.2.10",0,8080,1\r'
    dial_tcp = b'AT+SQNSD=1,0,80,"192.0.2.10",0,0,1\r'
    return {
        "before": (),
        "first open": (configure, dial_udp),
        "open": (dial_udp,),
        "sendto": announce,
        "recvfrom": read,
        "close": (b"AT+SQNSH=1\r",),
        "connect": (dial_tcp,),
        "send": announce,
        "recv": read,
        "getaddrinfo": (b'AT+SQNDNSLKUP="' + name + b'"\r',),
        "listen": (b"AT+SQNSL=1,1,7000\r",),
        "accept": (b"AT+SQNSA=1,1\r",),
    }


def nordic(generation):
    end = b"\r" if generation else b"\r\n"
    poll = b"AT#XAPOLL=,1,1" if generation >= 3 else b"AT#XAPOLL=1,1"
    name = b"nordic-n%d.example" % generation

    def send(command, peer):
        def writes(n):
            if not generation:
                return (command + (b"=" + peer[1:] if peer else b"") + end, b"x" * n + b"+++")
            if n <= 200:
                return (command + b"=0,1,0" + peer + b',"' + b"78" * n + b'"\r',)
            if generation == 1:
                return (command + b"=0,2,0" + peer + b"\r", b"x" * n + b"+++")
            return (command + b"=0,2,0" + peer + b",%d\r" % n, b"x" * n)

        return writes

    def read(command):
        return lambda n: (command + (b"=0,0,64,0" if generation else b"=0,64") + end,)

    dial = b'AT#XCONNECT=0,"192.0.2.10",80\r' if generation else b'AT#XCONNECT="192.0.2.10",80\r\n'
    open_udp = (b"AT#XSOCKET=1,2,0" + end,)
    open_tcp = (b"AT#XSOCKET=1,1,0" + end, dial)
    least = {
        "before": (poll + end,),
        "first open": open_udp,
        "open": open_udp,
        "sendto": send(b"AT#XSENDTO", b"," + PEER),
        "recvfrom": read(b"AT#XRECVFROM"),
        "close": (b"AT#XCLOSE=0\r" if generation else b"AT#XSOCKET=0\r\n",),
        "connect": open_tcp,
        "send": send(b"AT#XSEND", b""),
        "recv": read(b"AT#XRECV"),
        "getaddrinfo": (b'AT#XGETADDRINFO="' + name + b'",1' + end,),
    }
    if generation == 4:
        least["listen"] = (b"AT#XSOCKET=1,1,0\r", b"AT#XBIND=0,7000\r", b"AT#XLISTEN=0\r")
        least["accept"] = least["next accept"] = (b"AT#XACCEPT=0\r",)
    return least


def quectel(name, is_lte):
    def announce(peer):
        return lambda n: (b"AT+QISEND=0,%d" % n + peer + b"\r", b"x" * n)

    # The NB-IoT class has no service for datagrams to any peer.
    service = b'"UDP SERVICE","127.0.0.1",0,8080' if is_lte else b'"UDP",' + PEER + b",8080"
    open_udp = b"AT+QIOPEN=1,0," + service + b",0\r"
    open_tcp = b'AT+QIOPEN=1,0,"TCP","192.0.2.10",80,0,0\r'
    least = {
        "before": (),
        "first open": (open_udp,),
        "open": (open_udp,),
        "sendto": announce(b"," + PEER if is_lte else b""),
        "recvfrom": lambda n: (b"AT+QIRD=0\r",),
        "close": (b"AT+QICLOSE=0\r",),
        "connect": (open_tcp,),
        "send": announce(b""),
        "recv": lambda n: (b"AT+QIRD=0,1500\r",),
        "getaddrinfo": (b'AT+QIDNSGIP=1,"' + name + b'"\r',),
    }
    if is_lte:
        least["listen"] = (b'AT+QIOPEN=1,0,"TCP LISTENER","127.0.0.1",0,7000,0\r',)
        least["accept"] = least["next accept"] = ()  # the modem takes connections by itself
    return least


DIALECTS = (
    Dialect("sequans", "sequans", sequans(b"sequans.example", False)),
    Dialect("sequans_text", "sequans", sequans(b"sequans-text.example", True)),
    Dialect("nordic_n0", "nordic", nordic(0), generation="N0"),
    Dialect("nordic_n1", "nordic", nordic(1), generation="N1"),
    Dialect("nordic_n2", "nordic", nordic(2), generation="N2"),
    Dialect("nordic_n3", "nordic", nordic(3), generation="N3"),
    Dialect("nordic_n4", "nordic", nordic(4), generation="N4"),
    Dialect("quectel", "quectel", quectel(b"quectel.example", True), context_active=True),
    Dialect(
        "quectel_nb_iot",
        "quectel",
        quectel(b"quectel-nb-iot.example", False),
        1000,
        model_class="NBIOT",
        context_active=True,
    ),
)


class Cost:
    def __init__(self, stats):
        self.trips, self.bytes = stats.round_trips, stats.host_bytes + stats.modem_bytes


class Side:
    # One of the two that are compared, with a modem of its own.
    def __init__(self, dialect):
        self.dialect = dialect
        self.net = modemsim.MemoryNet()
        self.net.udp_peer(HOST, UDP_PORT, lambda peer, data, source: peer.send(data, source, ANSWER_MS))
        self.net.tcp_peer(HOST, TCP_PORT, lambda end, data: data and end.send(data, ANSWER_MS))
        self.modem = modemsim.make(dialect.family, modemsim.Knobs(**dialect.knobs), self.net)
        self.costs = {}  # by operation; of those done again the last one counts
        self.order = []

    def note(self, name):
        if name not in self.costs:
            self.order.append(name)
        self.costs[name] = Cost(self.modem.stats)
        self.modem.stats.clear()


class Least(Side):
    def __init__(self, dialect):
        super().__init__(dialect)
        for write in dialect.least["before"]:
            self.say(write)
        self.modem.stats.clear()

    def say(self, write):
        self.modem.feed(write)
        self.hear(ANSWER_MS // 2)

    def hear(self, quiet_ms):
        while self.modem.wait(quiet_ms):
            self.modem.take()

    def play(self, name, length=None, label=None):
        writes = self.dialect.least[name.split(" ")[0] if length else name]
        if name.startswith("recv") or "accept" in name:
            self.hear(200)  # the announcement
        for write in writes(length) if length else writes:
            self.say(write)
        self.note(label or name)


class Ours(Side):
    def __init__(self, dialect):
        super().__init__(dialect)
        if dialect.is_text:
            self.at = modemsim.LTE(modem=self.modem)
        else:
            self.at = socket.Modem(modemsim.SerialPort(self.modem), dialect=dialect.name)
        self.at.send_at_cmd("AT")  # and what is said to a modem before all else
        self.modem.stats.clear()

    def attached(self, kind):
        s = socket.socket(socket.AF_INET, kind)
        s.setModemInstance(self.at)
        return s


def same(data, expected):
    if data != expected:
        raise SystemExit("%r came, not %r" % (data, expected))


def datagrams(ours, least):
    for opening in ("first open", "open"):
        s = ours.attached(socket.SOCK_DGRAM)
        same(s.open(HOST, UDP_PORT), True)
        ours.note(opening)
        least.play(opening)
        for n in 2 * (SMALL, ours.dialect.large):
            same(s.sendto(b"x" * n, (HOST, UDP_PORT)), n)
            ours.note("sendto %d" % n)
            least.play("sendto %d" % n, n)
            same(s.recvfrom(n)[0], b"x" * n)
            ours.note("recvfrom %d" % n)
            least.play("recvfrom %d" % n, n)
        s.close(True)
        ours.note("close")
        least.play("close")


def streams(ours, least):
    s = ours.attached(socket.SOCK_STREAM)
    s.connect((HOST, TCP_PORT))
    ours.note("connect")
    least.play("connect")
    for n in 2 * (SMALL, 1024):
        same(s.send(b"\n" * n), n)
        ours.note("send %d" % n)
        least.play("send %d" % n, n)
        same(s.recv(n - LINES), b"\n" * (n - LINES))
        ours.note("recv %d" % n)
        least.play("recv %d" % n, n)
        same([s.readline() for _ in range(LINES)], LINES * [b"\n"])
        ours.note("readline")
        least.note("readline")
    s.close()
    ours.note("close")
    least.play("close")


def names(ours, least):
    # The modem is asked by the rules of the socket module, and the name server by those of the original.
    for name, timeout_s in (("getaddrinfo", 30), ("DNS", None)):
        s = ours.attached(socket.SOCK_DGRAM)
        if timeout_s:
            s.settimeout(timeout_s)
        same(s.getaddrinfo(ours.dialect.host_name, 80)[0][4], ("192.0.2.7", 80))
        ours.note(name)
        least.play("getaddrinfo", label=name)
        s.close(True)
    ours.note("close of nothing")
    least.note("close of nothing")


def servers(ours, least):
    if "listen" not in ours.dialect.least:
        return
    s = ours.attached(socket.SOCK_STREAM)
    s.bind(("", LISTEN_PORT))
    s.listen(1)
    ours.note("listen")
    least.play("listen")
    for side in (ours, least):
        side.net.dial(LISTEN_PORT, lambda end, data: None)
    connections = [s.accept()[0]]
    ours.note("accept")
    least.play("accept")
    if "next accept" in ours.dialect.least:  # elsewhere the modem has to be told to listen again
        for side in (ours, least):
            side.net.later(ANSWER_MS, lambda side=side: side.net.dial(LISTEN_PORT, lambda end, data: None))
        connections.append(s.accept()[0])
        ours.note("next accept")
        least.play("next accept")
    for connection in connections:
        connection.close()
    s.close()


def measured(dialect):
    # (operation, what it costs us, the least), in the order of the operations.
    ours, least = Ours(dialect), Least(dialect)
    for sequence in (datagrams, streams, names, servers):
        sequence(ours, least)
    return [(name, ours.costs[name], least.costs[name]) for name in ours.order]


def too_dear():
    # (dialect, operation, its round trips, those it may take) of what costs more than it may.
    for dialect in DIALECTS:
        for name, ours, least in measured(dialect):
            allowed = least.trips + dialect.extra(name)[0]
            if ours.trips > allowed:
                yield dialect.name, name, ours.trips, allowed


def main():
    print("what operations cost on the serial line   round trips        bytes")
    print("                                          ours  least   ours  least")
    for dialect in DIALECTS:
        for name, ours, least in measured(dialect):
            reason = "   " + dialect.extra(name)[1] if ours.trips > least.trips else ""
            numbers = "%6d %6d %6d %6d" % (ours.trips, least.trips, ours.bytes, least.bytes)
            print("%-16s %-22s %s%s" % (dialect.name, name, numbers, reason))


if __name__ == "__main__":
    main()
