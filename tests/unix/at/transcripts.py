# The dialogues that the engine is held to, through the Python API: `= open` and the others become calls, and a modem
# object plays the modem's part. Left out are what the drop-in calls cannot say: streams, sockets that hear anyone,
# look-ups by the modem, and reading a connection known to be lost (recvfrom dials again); and a pause that would have
# to be waited for.
import os

import microATsocket as at

FOLDER = "../../transcripts/sequans"
NAMES = {"r": b"\r", "n": b"\n", "0": b"\0", "\\": b"\\"}


class Mismatch(Exception):
    pass


def unescape(text):
    out, i = b"", 0
    while i < len(text):
        if text[i] != "\\":
            out += text[i].encode()
            i += 1
        elif text[i + 1] == "x":
            out += bytes([int(text[i + 2 : i + 4], 16)])
            i += 4
        else:
            out += NAMES[text[i + 1]]
            i += 2
    return out


def as_answer(data):
    try:
        return data.decode()
    except UnicodeError:
        return data


class Player:
    def __init__(self, lines):
        self.items = [(line[:1], line[2:]) for line in lines if line[:1] not in ("", "#")]
        self.at = 0
        self.sockets = {}
        self.pause = None
        self.sink = 0
        self.joins = self.asks = False

    def next_is(self, kind):
        return self.at < len(self.items) and self.items[self.at][0] == kind

    def take(self):
        item = self.items[self.at]
        self.at += 1
        return item

    # --- the modem's part
    def send_at_cmd(self, command):
        while self.next_is("~"):
            self.take()
        if not self.next_is(">"):
            raise Mismatch("said %r, not expected" % command)
        expected = unescape(self.take()[1])
        said = command.encode() if isinstance(command, str) else bytes(command)
        if said != expected:
            raise Mismatch("said %r instead of %r" % (said, expected))
        answer = b""
        while self.next_is("<"):
            answer += unescape(self.take()[1])
        return as_answer(answer)

    # --- the script's part
    def play(self):
        while self.at < len(self.items):
            kind, text = self.take()
            if kind == "@":
                self.set(text.split(" "))
            elif kind == "=":
                words = text.split(" ")
                if self.ends_closed():
                    return
                self.check(words[0], getattr(self, words[0])(*words[1:]))
            else:
                raise Mismatch("not said: %s %s" % (kind, text))

    def ends_closed(self):
        return self.next_is("!") and self.items[self.at][1].endswith("Closed)")

    def set(self, words):
        if words[0] == "socket":
            number = int(words[1])
            at.sockets_in_use[:] = [1] * number + [0] + [1] * (6 - number)
            sock = self.sockets[words[1]] = at.socket(getattr(at, words[2]), getattr(at, words[3]))
            sock.setModemInstance(self)
            sock.dialPause = 0
            sock.joinsDatagrams = self.joins
            sock.asksUnread = self.asks
        elif words[0] in ("joins", "asks"):
            setattr(self, words[0], True)
        elif words[0] == "format":
            self.sockets[words[1]].setMessageFormat(0 if words[2] == "raw" else 1)
        elif words[0] == "sink":
            self.sink = int(words[1])

    def open(self, number, host, port, local):
        self.sockets[number].bind(("", int(local)))
        return self.sockets[number].open(host, int(port))

    def send(self, number, *words):
        sock = self.sockets[number]
        self.payload = unescape(" ".join(words))
        return sock.sendto(self.payload, (sock.ip, sock.port))

    def receive(self, number, limit, wait):
        return self.sockets[number].recvfrom(int(limit))[0]

    def close(self, number):
        self.sockets[number].close()
        return self.sockets[number].isconnected

    def listen(self, wait):
        at.sockets_in_use[6] = 0
        sock = at.socket(at.AF_INET, at.SOCK_DGRAM)
        sock.setModemInstance(self)
        return sock.recvfrom()[0]

    def check(self, request, result):
        if not self.next_is("!"):
            raise Mismatch("not said: %s %s" % self.items[self.at])
        event = self.take()[1]
        name, _, rest = event.partition("(")
        if request == "open":
            wanted = name == "Opened"
        elif request == "send":
            wanted = len(self.payload) if name == "Sent" or "Unconfirmed" in event else -1
        elif request == "receive" and name == "Received":
            wanted = unescape(rest[rest.find(")") + 2 :])
            result = result if isinstance(result, (bytes, type(None))) else result.encode()
        elif request == "close":
            wanted = False
        else:
            wanted = None
        if result != wanted:
            raise Mismatch("%r instead of %s" % (result, event))


def is_left_out(text):
    return any(mark in text for mark in ("= resolve", "= create", "@ stream", "SOCK_STREAM", "\n~ 2000"))


try:
    names = sorted([name for name in (entry[0] for entry in os.ilistdir(FOLDER)) if name.endswith(".at")])
except OSError:
    print("SKIP")
    raise SystemExit
played = 0
for name in names:
    with open(FOLDER + "/" + name) as file:
        text = file.read()
    if is_left_out(text):
        continue
    player = Player(text.split("\n"))
    try:
        player.play()
    except Mismatch as error:
        print(name, error)
    at.sockets_in_use[:] = [0] * 7
    played += 1
print(played >= 25)
