# An exchange of 100 bytes each way over a modem that answers at once: processor.py KIND COUNT
#
# KIND: texts (sendto and recvfrom over send_at_cmd), datagrams (the same over a stream), stream (send and recv), each
# also with "-modem" behind it: only the calls of the modem object, which cost as much with any library.
# Prints the bytes that each exchange took from the heap. tools/bench.sh counts instructions around it.
import gc
import sys

import microATsocket as socket

DATA = b"x" * 100
DIGITS = "78" * 100
PEER = ("192.0.2.10", 5683)
OK = "\r\nOK\r\n"
RING = "\r\n+SQNSRING: 1,100\r\n"
TEXTS = ("\r\n> ", OK, RING, "\r\n+SQNSRECV: 1,100\r\n" + DIGITS + "\r\n" + OK)
BYTES = (b"\r\n> ", (OK + RING).encode(), b"\r\n+SQNSRECV: 1,100\r\n" + DATA + b"\r\n\r\nOK\r\n")


class Texts:
    def __init__(self):
        self.at = None  # next of TEXTS, once the connection is open

    def send_at_cmd(self, command):
        if self.at is None:
            return OK
        answer = TEXTS[self.at]
        self.at = (self.at + 1) & 3
        return answer


class Bytes:
    def __init__(self):
        self.at = None
        self.answer = None

    def write(self, data):
        if self.at is None:
            self.answer = b"\r\nOK\r\n"
        else:
            self.answer = BYTES[self.at]
            self.at = (self.at + 1) % 3
        return len(data)

    def read(self, limit):
        answer, self.answer = self.answer, None
        return answer


def exchange_of(kind):
    modem = Texts() if kind == "texts" else Bytes()
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM if kind == "stream" else socket.SOCK_DGRAM)
    sock.setModemInstance(socket.Modem(modem, dialect="sequans") if kind != "texts" else modem)
    if kind == "stream":
        sock.connect(PEER)
    else:
        sock.open(PEER[0], PEER[1])
    modem.at = 0

    def datagrams():
        sock.sendto(DATA, PEER)
        return sock.recvfrom(1024)[0]

    def stream():
        sock.send(DATA)
        return sock.recv(1024)

    return stream if kind == "stream" else datagrams


def calls_of(kind):
    modem = Texts() if kind == "texts" else Bytes()
    modem.at = 0

    def texts():
        modem.send_at_cmd("AT+SQNSSENDEXT=1,100")
        modem.send_at_cmd(DIGITS)
        modem.send_at_cmd("Pycom_Dummy")
        modem.send_at_cmd("AT+SQNSRECV=1,1024")
        return DATA

    def bytes_():
        for text in (b"AT+SQNSSENDEXT=1,100\r", DATA, b"AT+SQNSRECV=1,1024\r"):
            modem.write(text)
            modem.read(256)
        return DATA

    return texts if kind == "texts" else bytes_


kind, count = sys.argv[1], int(sys.argv[2])
run = calls_of(kind[:-6]) if kind.endswith("-modem") else exchange_of(kind)
if run() != DATA:
    raise SystemExit("other bytes than those sent")
gc.collect()
gc.disable()
before = gc.mem_alloc()
for _ in range(count):
    run()
print((gc.mem_alloc() - before) // count)
