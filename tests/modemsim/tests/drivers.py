# The least a host must write for one UDP exchange, per dialect, to try the simulator with
# the vectors of at-dialects.md section 8.  Replies are compared whole, never searched.
from .. import Knobs, MemoryNet, make
from ..text import to_hex

PEER = ("192.0.2.10", 5683)


class Driver:
    dialect = ""
    ids = ()
    max_send = 0
    preset = {}

    def __init__(self, **knobs):
        self.net = MemoryNet()
        self.peer = self.net.udp_peer(PEER[0], PEER[1])
        wanted = dict(self.preset)
        wanted["echo"] = False
        wanted.update(knobs)
        self.modem = make(self.dialect, Knobs(**wanted), self.net)
        self.one_by_one = False
        self.prepare()

    def prepare(self):
        pass

    def write(self, data):
        if self.one_by_one:
            for i in range(len(data)):
                self.modem.feed(data[i : i + 1])
        else:
            self.modem.feed(data)

    def ask(self, data, quiet_ms=150):
        # Write and return all that comes until the modem is quiet.
        self.write(data)
        return self.listen(quiet_ms)

    def listen(self, quiet_ms=150):
        out = b""
        while self.modem.wait(quiet_ms):
            out += self.modem.take()
        return out

    def expect(self, data, wanted):
        got = self.ask(data)
        if got != wanted:
            raise AssertionError("%r -> %r, not %r" % (data, got, wanted))

    def sent(self):
        return [data for data, _ in self.peer.received]

    def arrive(self, i, data):
        self.peer.send(data, self.port(i))

    def port(self, i):
        return 8080 + i


class Sequans(Driver):
    dialect = "sequans"
    ids = (1, 2, 3, 4, 5, 6)
    max_send = 1500
    preset = {"cmee": 1}
    refused = b"\r\n+CME ERROR: 50\r\n"
    nothing = b"\r\n+CME ERROR: 4\r\n"

    def prepare(self):
        for i in self.ids:
            self.ask(b"AT+SQNSCFGEXT=%d,1,0,0,0,0\r" % i)

    def open(self, i):
        dial = b'AT+SQNSD=%d,1,5683,"192.0.2.10",0,%d,1\r' % (i, self.port(i))
        self.expect(dial, b"\r\nOK\r\n")

    def send(self, i, data):
        self.expect(b"AT+SQNSSENDEXT=%d,%d\r" % (i, len(data)), b"\r\n> ")
        self.expect(data, b"\r\nOK\r\n")

    def send_refused(self, i, count):
        self.expect(b"AT+SQNSSENDEXT=%d,%d\r" % (i, count), self.refused)

    def ring(self, i, count):
        return b"\r\n+SQNSRING: %d,%d\r\n" % (i, count)

    def receive(self, i, data):
        answer = b"\r\n+SQNSRECV: %d,%d\r\n" % (i, len(data)) + data + b"\r\n\r\nOK\r\n"
        self.expect(b"AT+SQNSRECV=%d,1500\r" % i, answer)

    def receive_nothing(self, i):
        self.expect(b"AT+SQNSRECV=%d,1500\r" % i, self.nothing)

    def close(self, i):
        self.expect(b"AT+SQNSH=%d\r" % i, b"\r\nOK\r\n")


class SequansHex(Sequans):
    def prepare(self):
        for i in self.ids:
            self.ask(b"AT+SQNSCFGEXT=%d,1,1,0,0,1\r" % i)

    def send(self, i, data):
        self.expect(b"AT+SQNSSENDEXT=%d,%d\r" % (i, len(data)), b"\r\n> ")
        self.expect(to_hex(data), b"\r\nOK\r\n")

    def receive(self, i, data):
        answer = b"\r\n+SQNSRECV: %d,%d\r\n" % (i, len(data)) + to_hex(data) + b"\r\n\r\nOK\r\n"
        self.expect(b"AT+SQNSRECV=%d,1500\r" % i, answer)


class Nordic(Driver):
    # Hexadecimal sending, binary receiving.
    dialect = "nordic"
    ids = (0, 1, 2, 3, 4, 5, 6, 7)
    max_send = 1400
    generation = "N1"
    poll = b"AT#XAPOLL=1,1\r"

    def __init__(self, **knobs):
        knobs["generation"] = self.generation
        super().__init__(**knobs)

    def prepare(self):
        self.expect(self.poll, b"\r\nOK\r\n")

    def open(self, i):
        self.expect(b"AT#XSOCKET=1,2,0\r", b"\r\n#XSOCKET: %d,2,17\r\n\r\nOK\r\n" % i)
        self.expect(b"AT#XBIND=%d,%d\r" % (i, self.port(i)), b"\r\nOK\r\n")

    def _send_command(self, i, data):
        head = b'AT#XSENDTO=%d,1,0,"192.0.2.10",5683,"' % i
        return head + to_hex(data) + b'"\r'

    def send(self, i, data):
        answer = b"\r\n#XSENDTO: %d,%d\r\n\r\nOK\r\n" % (i, len(data))
        self.expect(self._send_command(i, data), answer)

    def send_refused(self, i, count):
        self.expect(self._send_command(i, b"x" * count), b"\r\nERROR\r\n")

    def ring(self, i, count):
        return b"\r\n#XAPOLL: %d,1\r\n" % i

    def receive(self, i, data):
        head = b'\r\n#XRECVFROM: %d,0,%d,"192.0.2.10",5683\r\n' % (i, len(data))
        self.write(b"AT#XRECVFROM=%d,0,64,0\r" % i)
        got, wanted = self.listen(), head + data + b"\r\nOK\r\n"
        # more data waiting: the event is armed again and comes right away
        if got not in (wanted, wanted + self.ring(i, 0)):
            raise AssertionError("%r is not %r" % (got, wanted))

    def receive_nothing(self, i):
        self.expect(b"AT#XRECVFROM=%d,0,64,0\r" % i, b"\r\nERROR\r\n")

    def close(self, i):
        self.expect(b"AT#XCLOSE=%d\r" % i, b"\r\n#XCLOSE: %d,0\r\n\r\nOK\r\n" % i)


class NordicN3(Nordic):
    # Data mode of known length.
    generation = "N3"
    poll = b"AT#XAPOLL=,1,1\r"
    max_send = 4096

    def send(self, i, data):
        head = b'AT#XSENDTO=%d,2,0,"192.0.2.10",5683,%d\r' % (i, len(data))
        self.expect(head, b"\r\nOK\r\n")
        self.expect(data, b"\r\n#XDATAMODE: 0\r\n")

    def send_refused(self, i, count):
        head = b'AT#XSENDTO=%d,2,0,"192.0.2.10",5683,%d\r' % (i, count)
        self.expect(head, b"\r\nOK\r\n")
        self.expect(b"x" * count, b"+++")
        self.expect(b"+++", b"\r\n#XDATAMODE: -1\r\n")


class NordicN4(Nordic):
    generation = "N4"
    poll = b"AT#XAPOLL=,1,1\r"

    def send(self, i, data):
        answer = b"\r\n#XSENDTO: %d,0,%d\r\n\r\nOK\r\n" % (i, len(data))
        self.expect(self._send_command(i, data), answer)


class Quectel(Driver):
    dialect = "quectel"
    ids = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
    max_send = 1460
    preset = {"context_active": True}
    served = True

    def open(self, i):
        command = b'AT+QIOPEN=1,%d,"UDP SERVICE","127.0.0.1",0,%d,0\r' % (i, self.port(i))
        self.expect(command, b"\r\nOK\r\n\r\n+QIOPEN: %d,0\r\n" % i)

    def send(self, i, data):
        command = b'AT+QISEND=%d,%d,"192.0.2.10",5683\r' % (i, len(data))
        self.expect(command, b"\r\n> ")
        self.expect(data, b"\r\nSEND OK\r\n")

    def send_refused(self, i, count):
        command = b'AT+QISEND=%d,%d,"192.0.2.10",5683\r' % (i, count)
        self.expect(command, b"\r\nERROR\r\n")

    def ring(self, i, count):
        return b'\r\n+QIURC: "recv",%d\r\n' % i

    def receive(self, i, data):
        head = b'\r\n+QIRD: %d,"192.0.2.10",5683\r\n' % len(data)
        self.expect(b"AT+QIRD=%d\r" % i, head + data + b"\r\n\r\nOK\r\n")

    def receive_nothing(self, i):
        self.expect(b"AT+QIRD=%d\r" % i, b"\r\n+QIRD: 0\r\n\r\nOK\r\n")

    def close(self, i):
        self.expect(b"AT+QICLOSE=%d\r" % i, b"\r\nOK\r\n")


ALL = (Sequans, SequansHex, Nordic, NordicN3, NordicN4, Quectel)
