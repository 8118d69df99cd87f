# Connections: real sockets of the host behind each dialect, with and without TLS.
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import unittest

from modemsim import Knobs, RealClock, RealNet, make


class StreamServer:
    # Answers each received piece with its upper case; closes after b"quit".
    def __init__(self, context=None):
        self.context = context
        self.s = socket.create_server(("127.0.0.1", 0))
        self.port = self.s.getsockname()[1]
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        try:
            with self.s.accept()[0] as peer:
                self.serve(peer)
        except OSError:
            pass

    def serve(self, peer):
        if self.context:
            peer = self.context.wrap_socket(peer, server_side=True)
        with peer:
            while True:
                data = peer.recv(65536)
                if not data or data == b"quit":
                    return
                peer.sendall(data.upper())

    def stop(self):
        self.s.close()
        self.thread.join(2)


class Line:
    # A modem over real sockets, its clock fifty times faster than ours.
    def __init__(self, dialect, **knobs):
        knobs["echo"] = False
        net = RealNet({})
        self.modem = make(dialect, Knobs(**knobs), net, RealClock(0.02))

    def until(self, data, end, limit_ms=20000):
        # Write; return what came back up to and with `end`.
        self.modem.feed(data)
        got = b""
        stop = self.modem.clock.now() + limit_ms
        while end not in got:
            if self.modem.clock.now() > stop:
                raise AssertionError("%r: %r\n%s" % (data, got, "\n".join(self.modem.log)))
            self.modem.wait(1000)
            got += self.modem.take()
        return got

    def ok(self, data, end=b"\r\nOK\r\n"):
        return self.until(data, end)


class Connections(unittest.TestCase):
    def tearDown(self):
        self.line.modem.close_all()
        self.server.stop()

    def start(self, dialect, context=None, **knobs):
        self.server = StreamServer(context)
        self.line = Line(dialect, **knobs)
        return self.line, self.server.port

    def test_sequans_exchanges_and_sees_the_peer_close(self):
        line, port = self.start("sequans")
        line.ok(b'AT+SQNSD=1,0,%d,"127.0.0.1",0,0,1\r' % port)
        line.until(b"AT+SQNSSENDEXT=1,5\r", b"> ")
        got = line.ok(b"hello")
        if b"SQNSRING: 1" not in got:
            line.until(b"", b"+SQNSRING: 1\r\n")
        self.assertEqual(line.ok(b"AT+SQNSRECV=1,1500\r"), b"\r\n+SQNSRECV: 1,5\r\nHELLO\r\n\r\nOK\r\n")
        line.until(b"AT+SQNSSENDEXT=1,4\r", b"> ")
        got = line.ok(b"quit")
        if b"SQNSH" not in got:
            line.until(b"", b"\r\n+SQNSH: 1\r\n")

    def test_sequans_says_no_carrier_when_refused(self):
        line, port = self.start("sequans")
        free = socket.create_server(("127.0.0.1", 0))
        closed = free.getsockname()[1]
        free.close()
        got = line.until(b'AT+SQNSD=1,0,%d,"127.0.0.1",0,0,1\r' % closed, b"CARRIER\r\n")
        self.assertEqual(got, b"\r\nNO CARRIER\r\n")

    def test_sequans_passes_bytes_through_in_online_mode_and_comes_back(self):
        line, port = self.start("sequans")
        line.ok(b"AT+SQNSCFG=1,1,0,0,600,1\r")
        line.until(b'AT+SQNSD=1,0,%d,"127.0.0.1"\r' % port, b"CONNECT\r\n")
        self.assertEqual(line.until(b"at+x\r", b"X\r"), b"AT+X\r")
        line.modem.wait(1100)
        line.ok(b"+++")
        line.until(b"AT+SQNSO=1\r", b"CONNECT\r\n")
        line.until(b"more", b"MORE")
        line.until(b"quit", b"\r\nNO CARRIER\r\n")

    def test_nordic_reads_to_the_end_of_the_stream(self):
        line, port = self.start("nordic", generation="N3")
        line.ok(b"AT#XSOCKET=1,1,0\r")
        line.ok(b"AT#XAPOLL=,1,1\r")
        line.ok(b'AT#XCONNECT=0,"127.0.0.1",%d\r' % port)
        got = line.ok(b'AT#XSEND=0,0,0,"hello"\r')
        if b"XAPOLL" not in got:
            line.until(b"", b"#XAPOLL: 0,1\r\n")
        got = line.ok(b"AT#XRECV=0,0,64,0\r")
        self.assertEqual(got, b"\r\n#XRECV: 0,0,5\r\nHELLO\r\nOK\r\n")
        got = line.ok(b'AT#XSEND=0,0,0,"quit"\r')
        if b"XAPOLL" not in got:
            line.until(b"", b"#XAPOLL: 0,16\r\n")
        self.assertEqual(line.ok(b"AT#XRECV=0,0,64,0\r"), b"\r\nOK\r\n")

    def test_a_blocking_nordic_receive_waits_for_data(self):
        line, port = self.start("nordic", generation="N1")
        line.ok(b"AT#XSOCKET=1,1,0\r")
        line.ok(b'AT#XCONNECT=0,"127.0.0.1",%d\r' % port)
        line.until(b"AT#XRECV=0,0,0,1\r", b"\r\nERROR\r\n")
        line.ok(b'AT#XSEND=0,0,0,"abc"\r')
        line.until(b"AT#XRECV=0,0,0,5\r", b"\r\n#XRECV: 0,0,3\r\nABC\r\nOK\r\n")

    def test_quectel_stops_its_peer_when_its_buffer_is_full(self):
        line, port = self.start("quectel", context_active=True, rx_limit=3000)
        line.until(b'AT+QIOPEN=1,0,"TCP","127.0.0.1",%d\r' % port, b"+QIOPEN: 0,0\r\n")
        for _ in range(10):
            line.until(b"AT+QISEND=0,1460\r", b"> ")
            line.until(b"x" * 1460, b"SEND OK\r\n")
        line.modem.wait(2000)
        self.assertLessEqual(line.modem.conns[0].unread(), 3000 + 1460)
        total = 0
        while total < 14600:
            got = line.ok(b"AT+QIRD=0,1500\r", b"\r\n\r\nOK\r\n")
            total += got.count(b"X")

    def test_quectel_transparent_mode_passes_bytes_and_resumes(self):
        line, port = self.start("quectel", context_active=True)
        line.until(b'AT+QIOPEN=1,0,"TCP","127.0.0.1",%d,0,2\r' % port, b"CONNECT\r\n")
        line.until(b"hello", b"HELLO")
        line.modem.wait(1100)
        line.ok(b"+++")
        line.until(b"ATO\r", b"CONNECT\r\n")
        line.until(b"more", b"MORE")


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as s:
        return s.getsockname()[1]


class Listeners(unittest.TestCase):
    # Real clients of this machine connect to the modem.
    def listen(self, dialect, commands, **knobs):
        self.line = Line(dialect, **knobs)
        self.addCleanup(self.line.modem.close_all)
        port = free_port()
        for command, end in commands:
            self.line.until(command.replace(b"PORT", b"%d" % port), end)
        client = socket.create_connection(("127.0.0.1", port), 5)
        self.addCleanup(client.close)
        client.sendall(b"hello")
        return client

    def test_sequans(self):
        client = self.listen("sequans", ((b"AT+SQNSL=1,1,PORT\r", b"OK\r\n"),))
        self.line.until(b"", b"+SQNSRING: 1\r\n")
        self.line.until(b"AT+SQNSA=1,1\r", b"+SQNSRING: 1\r\n")
        self.line.until(b"AT+SQNSRECV=1,100\r", b"\r\nhello\r\n\r\nOK\r\n")
        self.line.until(b"AT+SQNSSENDEXT=1,2\r", b"> ")
        self.line.ok(b"hi")
        self.assertEqual(client.recv(10), b"hi")

    def test_nordic(self):
        client = self.listen(
            "nordic",
            (
                (b"AT#XSOCKET=1,1,0\r", b"OK\r\n"),
                (b"AT#XAPOLL=,1,1\r", b"OK\r\n"),
                (b"AT#XBIND=0,PORT\r", b"OK\r\n"),
                (b"AT#XLISTEN=0\r", b"OK\r\n"),
            ),
            generation="N4",
        )
        self.line.until(b"", b"#XAPOLL: 0,1\r\n")
        self.line.until(b"AT#XACCEPT=0\r", b"#XAPOLL: 1,1\r\n")
        self.line.until(b"AT#XRECV=1,0,64,0\r", b"\r\nhello\r\nOK\r\n")
        self.line.ok(b'AT#XSEND=1,0,0,"hi"\r')
        self.assertEqual(client.recv(10), b"hi")

    def test_quectel(self):
        opening = b'AT+QIOPEN=1,1,"TCP LISTENER","127.0.0.1",0,PORT,0\r'
        client = self.listen("quectel", ((opening, b"+QIOPEN: 1,0\r\n"),), context_active=True)
        self.line.until(b"", b'+QIURC: "recv",11\r\n')
        self.line.until(b"AT+QIRD=11\r", b"\r\nhello\r\n\r\nOK\r\n")
        self.line.until(b"AT+QISEND=11,2\r", b"> ")
        self.line.until(b"hi", b"SEND OK\r\n")
        self.assertEqual(client.recv(10), b"hi")


@unittest.skipUnless(shutil.which("openssl"), "openssl makes the certificate")
class Tls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        cls.certificate = os.path.join(cls.folder, "certificate.pem")
        key = os.path.join(cls.folder, "key.pem")
        subprocess.run(
            [
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=server.example",
                "-addext",
                "subjectAltName=DNS:server.example",
                "-keyout",
                key,
                "-out",
                cls.certificate,
            ],
            check=True,
            capture_output=True,
        )
        cls.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        cls.context.load_cert_chain(cls.certificate, key)
        with open(cls.certificate, "rb") as f:
            cls.pem = f.read()

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def start(self, dialect, **knobs):
        self.server = StreamServer(self.context)
        self.line = Line(dialect, hosts={"server.example": "127.0.0.1", "other.example": "127.0.0.1"}, **knobs)
        self.addCleanup(self.server.stop)
        self.addCleanup(self.line.modem.close_all)
        return self.line, self.server.port

    def sequans(self, name):
        line, port = self.start("sequans")
        line.until(b'AT+SQNSNVW="certificate",3,%d\r' % len(self.pem), b"> ")
        line.ok(self.pem)
        line.ok(b'AT+SQNSPCFG=1,2,"",5,3,,,"",""\r')
        line.ok(b"AT+SQNSSCFG=1,1,1\r")
        return line.until(b'AT+SQNSD=1,0,%d,"%s",0,0,1\r' % (port, name), b"\r\n")

    def test_sequans_speaks_tls_to_the_server_it_was_told_to_trust(self):
        self.sequans(b"server.example")
        self.line.until(b"AT+SQNSSENDEXT=1,6\r", b"> ")
        got = self.line.ok(b"secret")
        if b"RING" not in got:
            self.line.until(b"", b"+SQNSRING: 1\r\n")
        self.line.until(b"AT+SQNSRECV=1,100\r", b"SECRET\r\n\r\nOK\r\n")

    def test_sequans_refuses_a_server_of_another_name(self):
        self.sequans(b"other.example")
        self.assertIn("< NO CARRIER", self.line.modem.log)

    def test_nordic_speaks_tls(self):
        line, port = self.start("nordic")
        line.ok(b'AT%%CMNG=0,42,0,"%s"\r' % self.pem)
        line.ok(b"AT#XSSOCKET=1,1,0,42,2\r")
        got = line.ok(b'AT#XCONNECT=0,"server.example",%d\r' % port)
        self.assertEqual(got, b"\r\n#XCONNECT: 0,1\r\n\r\nOK\r\n")
        line.ok(b'AT#XSEND=0,0,0,"secret"\r')
        line.until(b"AT#XRECV=0,0,0,5\r", b"SECRET\r\nOK\r\n")

    def test_quectel_speaks_tls(self):
        line, port = self.start("quectel", context_active=True)
        line.until(b'AT+QFUPL="UFS:ca.pem",%d\r' % len(self.pem), b"CONNECT\r\n")
        line.ok(self.pem)
        for setting in (b'"seclevel",1,1', b'"sni",1,1', b'"cacert",1,"ca.pem"'):
            line.ok(b"AT+QSSLCFG=%s\r" % setting)
        line.until(b'AT+QSSLOPEN=1,1,2,"server.example",%d,0\r' % port, b"+QSSLOPEN: 2,0\r\n")
        line.until(b"AT+QSSLSEND=2,6\r", b"> ")
        got = line.until(b"secret", b"SEND OK\r\n")
        if b"recv" not in got:
            line.until(b"", b'+QSSLURC: "recv",2\r\n')
        line.until(b"AT+QSSLRECV=2,100\r", b"\r\n+QSSLRECV: 6\r\nSECRET\r\n\r\nOK\r\n")
