import microATsocket
import microcoapy


class Echo:
    def __init__(self):
        self.sent = []

    def sendto(self, data, address):
        self.sent.append((bytes(data), address))
        return len(data)

    def recvfrom(self, size):
        return (b"\x60\x45" + self.sent[0][0][2:4] + b"\xffok", ("192.0.2.10", 5683)) if self.sent else (None, None)

    def setblocking(self, flag):
        pass

    def close(self):
        pass


class Sequans:
    """An object as firmware has it: one text for one command."""

    said = ""

    def send_at_cmd(self, command, timeout=None):
        self.said = command if isinstance(command, str) else str(command, "ascii")
        return "\r\n> \r\n" if "SEND" in command else "\r\nOK\r\n"


class Stream:
    """A modem behind a stream, which says what it is given for certain words and OK to all else."""

    def __init__(self, answers):
        self.answers = answers
        self.said = b""
        self.waiting = b""

    def write(self, data):
        self.said = bytes(data)
        said = [answer for word, answer in self.answers if word in self.said]
        self.waiting += said[0] if said else b"\r\nOK\r\n"
        return len(data)

    def read(self, size):
        data, self.waiting = self.waiting[:size], self.waiting[size:]
        return data or None


def send_over(name, modem, listener):
    sock = microATsocket.socket(microATsocket.AF_INET, microATsocket.SOCK_DGRAM)
    sock.setModemInstance(modem)
    print(name, sock.sendto(b"hello", ("192.0.2.10", 7)), listener.said)


client = microcoapy.Coap()
client.debug = False
client.responseCallback = lambda packet, sender: print(packet.method, bytes(packet.payload), sender)
echo = Echo()
client.setCustomSocket(echo)
client.get("192.0.2.10", 5683, "a")
print(echo.sent[0][0][4:], client.loop(False), microATsocket.AF_INET6)

lte = Sequans()
send_over("send_at_cmd", lte, lte)
for dialect, answers in (
    ("sequans", [(b"SEND", b"\r\n> ")]),
    ("nordic_n3", [(b"#XSOCKET=", b"\r\n#XSOCKET: 1,2,17\r\n\r\nOK\r\n"), (b"SENDTO", b"\r\n#XSENDTO: 5\r\n\r\nOK\r\n")]),
    (
        "quectel",
        [
            (b"QIACT?", b'\r\n+QIACT: 1,1,1,"10.7.89.12"\r\n\r\nOK\r\n'),
            (b"QIOPEN=1,3,", b"\r\nOK\r\n\r\n+QIOPEN: 3,0\r\n"),
            (b"QISEND", b"\r\n> "),
            (b"hello", b"\r\nSEND OK\r\n"),
        ],
    ),
):
    stream = Stream(answers)
    send_over(dialect, microATsocket.Modem(stream, dialect=dialect), stream)
