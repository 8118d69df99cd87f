# Replays a dialogue in the notation of at-dialects.md against a modem in virtual time:
#   > bytes to the modem      < bytes that must come back      @ name   a named action
# Runs under CPython and MicroPython.
from .. import Knobs, MemoryNet, make
from ..text import visible


class Mismatch(AssertionError):
    pass


def unescape(text):
    out, i = b"", 0
    while i < len(text):
        if text[i : i + 2] == "\\r":
            out, i = out + b"\r", i + 2
        elif text[i : i + 2] == "\\n":
            out, i = out + b"\n", i + 2
        elif text[i : i + 3] == "<0x":
            out, i = out + bytes([int(text[i + 3 : i + 5], 16)]), i + 6
        else:
            out, i = out + text[i].encode(), i + 1
    return out


def steps(text):
    # [sign, bytes or name]; neighbouring answers are joined.
    found = []
    for line in text.split("\n"):
        if line.startswith("#") or not line.strip():
            continue
        sign, rest = line[0], line[2:]
        if sign == "<" and found and found[-1][0] == "<":
            found[-1][1] += unescape(rest)
        else:
            found.append([sign, rest.strip() if sign == "@" else unescape(rest)])
    return found


def collect(modem, wanted, patience_ms=5000):
    got = b""
    while len(got) < wanted and modem.wait(patience_ms):
        got += modem.take()
    while modem.wait(200):
        got += modem.take()
    return got


def replay(text, modem, actions=None):
    for sign, what in steps(text):
        if sign == "@":
            actions[what]()
        elif sign == ">":
            modem.feed(what)
        else:
            got = collect(modem, len(what))
            if got != what:
                raise Mismatch("expected " + visible(what) + "\n     got " + visible(got) + "\n" + "\n".join(modem.log[-8:]))
    rest = collect(modem, 0)
    if rest:
        raise Mismatch("left over: " + visible(rest))


class Case:
    # A modem over a MemoryNet with the echo peers of the transcripts.
    def __init__(self, dialect, **knobs):
        self.net = MemoryNet()
        knobs["echo"] = False
        self.modem = make(dialect, Knobs(**knobs), self.net)
        self.actions = {}

    def prepare(self, *commands):
        for command in commands:
            self.modem.feed(command)
        while self.modem.wait(3000):
            self.modem.take()

    def run(self, text):
        replay(text, self.modem, self.actions)
