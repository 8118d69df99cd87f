"""CoAP peers on this machine for the example scripts: a server that answers, a client that asks."""

import socket
import threading


class Peer(threading.Thread):
    """A UDP socket in a thread; `lines` says what it got, drawn ids left out."""

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(0.2)
        # CoAP ports of the script: where it sends to, and where it listens (0: anywhere).
        self.remote_port = self.socket.getsockname()[1]
        self.local_port = 0
        self.lines = []
        self.over = threading.Event()

    def receive(self):
        try:
            return self.socket.recvfrom(2000)
        except (socket.timeout, ConnectionRefusedError):
            return None, None

    def close(self):
        self.over.set()
        self.join()
        self.socket.close()
        return self.lines


class Server(Peer):
    """Answers each request with 2.05, that for `separate` after an empty acknowledgement."""

    def run(self):
        seen = set()
        while not self.over.is_set():
            datagram, sender = self.receive()
            if datagram is None or datagram[2:4] in seen:
                continue
            if datagram[1] in range(1, 5):
                self.lines.append("server got " + datagram[:2].hex() + "<id>" + datagram[4:].hex())
                seen.add(datagram[2:4])
                self.answer(datagram, sender)
            else:
                self.lines.append("server got " + datagram.hex())

    def answer(self, request, sender):
        number = request[2:4]
        if b"separate" in request:
            self.socket.sendto(b"\x60\0" + number, sender)
            # The other type, so that its acknowledgement shows.
            self.socket.sendto(b"\x40\x45\x77\x88\xffseparate", sender)
        else:
            self.socket.sendto(b"\x60\x45" + number + b"\xffok", sender)


class Client(Peer):
    """Asks a server three things, each until it is answered."""

    REQUESTS = (
        b"\x41\x01\0\1\x21\xb3led\x06turnOn",
        b"\x41\x01\0\2\x22\xb7current\x07measure",
        b"\x41\x01\0\3\x23\xb7nowhere",
    )

    def __init__(self):
        super().__init__()
        self.local_port = free_port()

    def run(self):
        for request in self.REQUESTS:
            answer = None
            while answer is None and not self.over.is_set():
                self.socket.sendto(request, ("127.0.0.1", self.local_port))
                answer, _ = self.receive()
            self.lines.append("client got " + (answer.hex() if answer else "nothing"))


def free_port():
    """A UDP port that nobody has at the moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
