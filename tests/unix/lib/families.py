# Every modem family and generation, simulated, in virtual time: Sequans behind a byte stream and behind send_at_cmd(),
# the others behind a byte stream.
#
#   for family in families.ALL:
#       world = families.World(family)
#       s = world.datagrams()
import microATsocket as socket
import modemsim

STEP_MS = 10  # how far a look at a silent modem moves its clock
HOST, UDP_PORT, TCP_PORT = "192.0.2.10", 5683, 80
PEER = (HOST, UDP_PORT)
SERVER = (HOST, TCP_PORT)


class Family:
    # sockets: how many the modem has. sends, reads: most bytes in a datagram, and in one read.
    def __init__(self, name, simulated, sockets, sends, reads, **knobs):
        self.name, self.simulated, self.knobs = name, simulated, knobs
        self.sockets, self.sends, self.reads = sockets, sends, reads
        self.is_text = name.endswith("_text")


ALL = (
    Family("sequans", "sequans", 6, 1500, 1500),
    Family("sequans_text", "sequans", 6, 1500, 1500),
    Family("nordic_n0", "nordic", 8, 4096, 2048, generation="N0"),
    Family("nordic_n1", "nordic", 8, 4096, 2048, generation="N1"),
    Family("nordic_n2", "nordic", 8, 4096, 2048, generation="N2"),
    Family("nordic_n3", "nordic", 8, 4096, 2048, generation="N3"),
    Family("nordic_n4", "nordic", 8, 4096, 2048, generation="N4"),
    Family("quectel", "quectel", 12, 1460, 1500),
    Family("quectel_nb_iot", "quectel", 5, 1024, 1024, model_class="NBIOT"),
)


def echo(peer, data, source):
    peer.send(data, source)


def echo_stream(end, data):
    if data:
        end.send(data)


class World:
    # A modem with two servers behind: datagrams go to `datagram(peer, data, source)`, streams to `stream(end, data)`.
    # port: the class of the stream to the modem; knobs: the modem's switches.
    def __init__(self, family, datagram=echo, stream=echo_stream, port=None, **knobs):
        self.family = family
        self.net = modemsim.MemoryNet()
        self.peer = self.net.udp_peer(HOST, UDP_PORT, datagram)
        self.net.tcp_peer(HOST, TCP_PORT, stream)
        for name in family.knobs:
            knobs[name] = family.knobs[name]
        # Without the dialogue: many worlds are made one after the other.
        self.sim = modemsim.make(family.simulated, modemsim.Knobs(**knobs), self.net, log_limit=0)
        if family.is_text:
            # What comes between two commands is not thrown away: a ring that is lost is another matter.
            self.modem = modemsim.LTE(modem=self.sim, framing=modemsim.Framing(flush=False))
        else:
            self.modem = socket.Modem((port or modemsim.SerialPort)(self.sim, STEP_MS), dialect=family.name)

    def _socket(self, kind, timeout):
        s = socket.socket(socket.AF_INET, kind)
        s.setModemInstance(self.modem)
        s.settimeout(timeout)
        s.dialPause = 0
        return s

    def datagrams(self, timeout=5):
        return self._socket(socket.SOCK_DGRAM, timeout)

    def unconnected(self, timeout=5):
        return self._socket(socket.SOCK_STREAM, timeout)

    def stream(self, timeout=5):
        s = self.unconnected(timeout)
        s.connect(SERVER)
        return s

    def say(self, *words):
        print(self.family.name + ":", *words)


def outcome(function, *args):
    # What the call gives, or the errno of its OSError.
    try:
        return function(*args)
    except OSError as error:
        return error.args[0]


def fails(function, *args):
    try:
        function(*args)
    except OSError:
        return True
    return False


# Every byte value, and what looks like the modem's own words.
PAYLOADS = (
    bytes(range(256)),
    b"\r\nOK\r\n",
    b"> ",
    b"+++",
    b"\r\nERROR\r\n",
    b"+SQNSRING: 1,5\r\n",
    b"\x1a\x1b\x08\x7f\x00",
    b"\r\n",
    b"\n",
    b"\r",
    b'"',
    b"AT\r",
    b"\r\n+SYSSTART\r\n",
    b"Ready\r\n",
    b"\r\nRDY\r\n",
    b"\r\n+SQNSRECV: 1,2\r\n",
    b"\r\n#XAPOLL: 0,1\r\n",
    b"\r\n#XRECV: 0,0,1\r\n",
    b"\r\n#XDATAMODE: 0\r\n",
    b'\r\n+QIURC: "recv",0\r\n',
    b"\r\n+QIRD: 2\r\n",
    b"\r\nSEND OK\r\n",
)
