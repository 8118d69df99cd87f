# Bytes and round trips of whole exchanges against the tables of at-dialects.md 7.2 and 7.3.
import unittest

from modemsim import Knobs, MemoryNet, make

PEER = b'"192.0.2.10",5683'
HEX = b"78"

SEQUANS_UDP = b'AT+SQNSD=1,1,5683,"192.0.2.10",0,8080,1\r'
NORDIC_UDP = (b"AT#XSOCKET=1,2,0\r", b"AT#XBIND=0,8080\r")
POLL_N1, POLL_N3, AUTO = b"AT#XAPOLL=1,1\r", b"AT#XAPOLL=,1,1\r", b"AT#XRECVCFG=,1,0\r"
SERVICE = b'AT+QIOPEN=1,2,"UDP SERVICE","127.0.0.1",0,8080,%d\r'

# name, dialect, generation, commands before, the exchange for n bytes, then per size:
# round trips, host bytes, modem bytes
UDP = (
    (
        "Sequans raw, ring mode 1", "sequans", None,
        (b"AT+SQNSCFGEXT=1,1,0,0,0,0\r", SEQUANS_UDP),
        lambda n: (b"AT+SQNSSENDEXT=1,%d\r" % n, b"x" * n, b"AT+SQNSRECV=1,%d\r" % n),
        (3, 139, 158), (3, 1441, 1460),
    ),
    (
        "Sequans hex, ring mode 1", "sequans", None,
        (b"AT+SQNSCFGEXT=1,1,1,0,0,1\r", SEQUANS_UDP),
        lambda n: (b"AT+SQNSSENDEXT=1,%d\r" % n, HEX * n, b"AT+SQNSRECV=1,%d\r" % n),
        (3, 239, 258), (3, 2841, 2860),
    ),
    (
        "Sequans raw, ring mode 2", "sequans", None,
        (b"AT+SQNSCFGEXT=1,2,0,0,0,0\r", SEQUANS_UDP),
        lambda n: (b"AT+SQNSSENDEXT=1,%d\r" % n, b"x" * n),
        (2, 121, 131), (2, 1422, 1432),
    ),
    (
        "Nordic N0, data mode", "nordic", "N0",
        (b"AT#XAPOLL=1,1\r\n", b"AT#XSOCKET=1,2,0\r\n", b"AT#XBIND=8080\r\n"),
        lambda n: (b"AT#XSENDTO=" + PEER + b"\r\n", b"x" * n + b"+++", b"AT#XRECVFROM=0,64\r\n"),
        (3, 152, 182), (3, 1452, 1483),
    ),
    (
        "Nordic N1, hex send", "nordic", "N1", (POLL_N1,) + NORDIC_UDP,
        lambda n: (
            b"AT#XSENDTO=0,1,0," + PEER + b',"' + HEX * n + b'"\r',
            b"AT#XRECVFROM=0,0,64,0\r",
        ),
        (2, 260, 188), (2, 2860, 1490),
    ),
    (
        "Nordic N1, data mode", "nordic", "N1", (POLL_N1,) + NORDIC_UDP,
        lambda n: (
            b"AT#XSENDTO=0,2,0," + PEER + b"\r", b"x" * n + b"+++", b"AT#XRECVFROM=0,0,64,0\r",
        ),
        (3, 160, 186), (3, 1460, 1487),
    ),
    (
        "Nordic N3, data mode of known length", "nordic", "N3", (POLL_N3,) + NORDIC_UDP,
        lambda n: (
            b"AT#XSENDTO=0,2,0," + PEER + b",%d\r" % n, b"x" * n, b"AT#XRECVFROM=0,0,64,0\r",
        ),
        (3, 161, 186), (3, 1462, 1487),
    ),
    (
        "Nordic N4, hex send, automatic reception", "nordic", "N4", (AUTO,) + NORDIC_UDP,
        lambda n: (b"AT#XSENDTO=0,1,0," + PEER + b',"' + HEX * n + b'"\r',),
        (1, 238, 170), (1, 2838, 1472),
    ),
    (
        "Nordic N3, data mode, automatic reception", "nordic", "N3", (AUTO,) + NORDIC_UDP,
        lambda n: (b"AT#XSENDTO=0,2,0," + PEER + b",%d\r" % n, b"x" * n),
        (2, 139, 166), (2, 1440, 1467),
    ),
    (
        "Quectel, buffer mode", "quectel", None, (SERVICE % 0,),
        lambda n: (b"AT+QISEND=2,%d," % n + PEER + b"\r", b"x" * n, b"AT+QIRD=2\r"),
        (3, 144, 175), (3, 1445, 1476),
    ),
    (
        "Quectel, direct push", "quectel", None, (SERVICE % 1,),
        lambda n: (b"AT+QISEND=2,%d," % n + PEER + b"\r", b"x" * n),
        (2, 134, 159), (2, 1435, 1460),
    ),
)  # fmt: skip

DATA = b"x" * 1024
HEX_DATA = HEX * 1024
DIAL = b'AT+SQNSD=1,0,80,"192.0.2.10",0,0,1\r'
OPEN = (b"AT#XSOCKET=1,1,0\r", b'AT#XCONNECT=0,"192.0.2.10",80\r')
OPEN_N0 = (b"AT#XSOCKET=1,1,0\r\n", b'AT#XCONNECT="192.0.2.10",80\r\n')
QUECTEL = b'AT+QIOPEN=1,0,"TCP","192.0.2.10",80,0,%d\r'

# Connect, send and receive 1024 bytes, close.
TCP = (
    (
        "Sequans raw", "sequans", None, (b"AT+SQNSCFGEXT=1,1,0,0,0,0\r",),
        (DIAL, b"AT+SQNSSENDEXT=1,1024\r", DATA, b"AT+SQNSRECV=1,1024\r", b"AT+SQNSH=1\r"),
        (5, 1111, 1096),
    ),
    (
        "Sequans hex", "sequans", None, (b"AT+SQNSCFGEXT=1,1,1,0,0,1\r",),
        (DIAL, b"AT+SQNSSENDEXT=1,1024\r", HEX_DATA, b"AT+SQNSRECV=1,1024\r", b"AT+SQNSH=1\r"),
        (5, 2135, 2120),
    ),
    (
        "Nordic N0", "nordic", "N0", (b"AT#XAPOLL=1,1\r\n",),
        OPEN_N0 + (b"AT#XSEND\r\n", DATA + b"+++", b"AT#XRECV=0,64\r\n", b"AT#XSOCKET=0\r\n"),
        (6, 1113, 1162),
    ),
    (
        "Nordic N1, hex send", "nordic", "N1", (POLL_N1,),
        OPEN + (b'AT#XSEND=0,1,0,"' + HEX_DATA + b'"\r', b"AT#XRECV=0,0,64,0\r", b"AT#XCLOSE=0\r"),
        (5, 2143, 1161),
    ),
    (
        "Nordic N3, data mode of known length", "nordic", "N3", (POLL_N3,),
        OPEN + (b"AT#XSEND=0,2,0,1024\r", DATA, b"AT#XRECV=0,0,64,0\r", b"AT#XCLOSE=0\r"),
        (6, 1121, 1160),
    ),
    (
        "Nordic N4, hex send, automatic reception", "nordic", "N4", (AUTO,),
        OPEN + (b'AT#XSEND=0,1,0,"' + HEX_DATA + b'"\r', b"AT#XCLOSE=0\r"),
        (4, 2125, 1143),
    ),
    (
        "Quectel, buffer mode", "quectel", None, (),
        (QUECTEL % 0, b"AT+QISEND=0,1024\r", DATA, b"AT+QIRD=0,1500\r", b"AT+QICLOSE=0\r"),
        (5, 1109, 1110),
    ),
    (
        "Quectel, direct push", "quectel", None, (),
        (QUECTEL % 1, b"AT+QISEND=0,1024\r", DATA, b"AT+QICLOSE=0\r"),
        (4, 1094, 1094),
    ),
)  # fmt: skip


class Costs(unittest.TestCase):
    def measure(self, dialect, generation, before, exchange):
        net = MemoryNet()
        net.udp_peer("192.0.2.10", 5683, lambda p, d, s: p.send(d, s, 40))
        net.tcp_peer("192.0.2.10", 80, lambda end, d: d and end.send(d, 40))
        knobs = Knobs(echo=False, context_active=True, generation=generation or "N3")
        modem = make(dialect, knobs, net)
        for line in before:
            self.say(modem, line)
        modem.stats.clear()
        for line in exchange:
            self.say(modem, line)
        stats = modem.stats
        return stats.round_trips, stats.host_bytes, stats.modem_bytes

    def say(self, modem, line):
        modem.feed(line)
        while modem.wait(120):
            modem.take()

    def test_one_udp_exchange_costs_what_the_table_says(self):
        for name, dialect, generation, before, exchange, small, large in UDP:
            for n, cost in ((100, small), (1400, large)):
                with self.subTest(name=name, n=n):
                    self.assertEqual(self.measure(dialect, generation, before, exchange(n)), cost)

    def test_one_tcp_exchange_costs_what_the_table_says(self):
        for name, dialect, generation, before, exchange, cost in TCP:
            with self.subTest(name=name):
                self.assertEqual(self.measure(dialect, generation, before, exchange), cost)
