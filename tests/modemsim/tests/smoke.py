# The same checks under MicroPython's unix port and CPython: all dialogues, then datagrams and
# connections with real sockets in the same thread.  Prints "smoke ok".
import select
import socket
import sys

from modemsim import LTE, Knobs, RealClock, RealNet, SerialPort, make
from modemsim.net_real import open_socket, plain, sockaddr
from modemsim.tests import nordic_transcripts, quectel_transcripts, sequans_transcripts


def dialogues():
    for table in (sequans_transcripts, nordic_transcripts, quectel_transcripts):
        for case in table.CASES:
            case()


def loopback(host, family, address):
    s = open_socket(family, socket.SOCK_DGRAM)
    for port in range(42000, 42100):
        try:
            s.bind(sockaddr(host, port))
            break
        except OSError:
            pass
    poller = select.poll()
    poller.register(s, select.POLLIN)

    def answer():
        if poller.poll(0):
            data, source = s.recvfrom(2000)
            assert plain(source)[0] == host
            s.sendto(b"re:" + data, source)

    lte = LTE(net=RealNet({(address, 5683): (host, port)}), time_scale=0.02)
    lte.idle = answer
    lte.send_at_cmd("AT+SQNSCFGEXT=1,1,1,0,0,1,0,0")
    assert "OK" in lte.send_at_cmd('AT+SQNSD=1,1,5683,"%s",0,0,1,1' % address)
    lte.send_at_cmd("AT+SQNSSENDEXT=1,3")
    reply = lte.send_at_cmd(b"616263")
    if "SQNSRING" not in reply:
        reply = lte.send_at_cmd("Pycom_Dummy")
    assert "+SQNSRING: 1,6" in reply, lte.log
    reply = lte.send_at_cmd("AT+SQNSRECV=1,1024")
    assert '+SQNSRECV: 1,6,"%s",5683\r\n72653a616263\r\n' % address in reply, reply
    s.close()


class Upper:
    # A TCP server in the modem's own thread: answers in upper case, closes after "quit".
    def __init__(self):
        self.s = open_socket(4, socket.SOCK_STREAM)
        for self.port in range(42100, 42200):
            try:
                self.s.bind(sockaddr("127.0.0.1", self.port))
                break
            except OSError:
                pass
        self.s.listen(1)
        self.peer = None

    def run(self):
        try:
            if self.peer is None:
                self.peer = self.s.accept()[0]
                self.peer.setblocking(False)
            data = self.peer.recv(2000)
            if data == b"quit":
                self.peer.close()
            elif data:
                self.peer.send(data.upper())
        except OSError:
            pass


def stream(dialect, commands, **knobs):
    server = Upper()
    knobs["echo"] = False
    modem = make(dialect, Knobs(**knobs), RealNet({}), RealClock(0.02))
    modem.idle = server.run
    port = SerialPort(modem)
    for command, end in commands:
        port.write(command.replace(b"PORT", str(server.port).encode()))
        got = b""
        for _ in range(50):
            if end in got:
                break
            if port.wait(500):
                got += port.read()
        assert end in got, (command, got, modem.log)
    modem.close_all()
    server.s.close()


def streams():
    stream(
        "sequans",
        (
            (b'AT+SQNSD=1,0,PORT,"127.0.0.1",0,0,1\r', b"OK\r\n"),
            (b"AT+SQNSSENDEXT=1,5\r", b"> "),
            (b"hello", b"+SQNSRING: 1\r\n"),
            (b"AT+SQNSRECV=1,100\r", b"\r\n+SQNSRECV: 1,5\r\nHELLO\r\n\r\nOK\r\n"),
            (b"AT+SQNSSENDEXT=1,4\r", b"> "),
            (b"quit", b"+SQNSH: 1\r\n"),
            (b'AT+SQNSD=1,0,9,"127.0.0.1",0,0,1\r', b"NO CARRIER\r\n"),
        ),
    )
    stream(
        "nordic",
        (
            (b"AT#XSOCKET=1,1,0\r", b"OK\r\n"),
            (b"AT#XAPOLL=,1,1\r", b"OK\r\n"),
            (b'AT#XCONNECT=0,"127.0.0.1",PORT\r', b"OK\r\n"),
            (b'AT#XSEND=0,0,0,"hello"\r', b"#XAPOLL: 0,1\r\n"),
            (b"AT#XRECV=0,0,64,0\r", b"\r\n#XRECV: 0,0,5\r\nHELLO\r\nOK\r\n"),
            (b'AT#XSEND=0,0,0,"quit"\r', b"#XAPOLL: 0,16\r\n"),
        ),
    )
    stream(
        "quectel",
        (
            (b'AT+QIOPEN=1,0,"TCP","127.0.0.1",PORT\r', b"+QIOPEN: 0,0\r\n"),
            (b"AT+QISEND=0,5\r", b"> "),
            (b"hello", b'+QIURC: "recv",0\r\n'),
            (b"AT+QIRD=0\r", b"\r\n+QIRD: 5\r\nHELLO\r\n\r\nOK\r\n"),
            (b"AT+QISEND=0,4\r", b"> "),
            (b"quit", b'+QIURC: "closed",0\r\n'),
        ),
        context_active=True,
    )


def tls_refused():
    # Only CPython has TLS to lend to the modem; elsewhere it says no.
    dial = b'AT+SQNSD=1,0,PORT,"127.0.0.1",0,0,1\r'
    stream(
        "sequans",
        (
            (b'AT+SQNSPCFG=1,2,"",0\r', b"OK\r\n"),
            (b"AT+SQNSSCFG=1,1,1\r", b"OK\r\n"),
            (dial, b"\r\n+CME ERROR: 4\r\n"),
        ),
        cmee=1,
    )
    stream(
        "nordic",
        (
            (b"AT#XSSOCKET=1,1,0,42\r", b"OK\r\n"),
            (b'AT#XCONNECT=0,"127.0.0.1",PORT\r', b"\r\nERROR\r\n"),
        ),
    )
    stream(
        "quectel",
        ((b'AT+QSSLOPEN=1,1,2,"127.0.0.1",PORT\r', b"+QSSLOPEN: 2,555\r\n"),),
        context_active=True,
    )


dialogues()
streams()
if sys.implementation.name == "micropython":
    tls_refused()
loopback("127.0.0.1", 4, "192.0.2.10")
loopback("::1", 6, "2001:db8::10")
print("smoke ok")
