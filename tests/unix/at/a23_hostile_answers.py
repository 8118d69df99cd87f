# Answers cut anywhere, of another query, with pointers in circles or counts that lie: never an address out of them.
import microATsocket as at
from support import attached
from support.names import A, Server, name, number, record, v4

GOOD = record(A, v4("192.0.2.66"))


def cut(query, reply):
    return [reply[:length] for length in range(len(reply))]


def lies(query, reply):
    head, question = reply[:2], query[12:]
    yield number(int.from_bytes(head, "big") ^ 1, 2) + reply[2:]  # another id
    yield head + b"\x01\x00" + reply[4:]  # a query, not an answer
    yield reply[:12] + name("b.example") + reply[12 + len(name("a.example")) :]  # another question
    yield reply[:12] + question[:-4] + b"\0\x1c\0\1" + GOOD  # another type asked
    yield head + b"\x81\x80\0\1\0\1\0\0\0\0" + question + b"\xc0\x1b" + GOOD[2:]  # a pointer to itself
    yield head + b"\x81\x80\0\1\0\2\0\0\0\0" + question + b"\xc0\x1d\xc0\x1b" + GOOD[2:]  # two in a circle
    yield head + b"\x81\x80\0\1\0\1\0\0\0\0" + question + b"\xff\xff" + GOOD[2:]  # a pointer beyond the end
    yield head + b"\x81\x80\0\1\0\1\0\0\0\0" + question + record(A, b"\xc0\0\2")  # an address of three bytes
    yield head + b"\x81\x80\0\1\xff\xff\0\0\0\0" + question  # answers that are not there
    yield head + b"\x81\x80\0\0\0\1\0\0\0\0" + GOOD  # no question
    yield b""
    yield b"\xff" * 600


tried = 0
for forge in (cut, lambda query, reply: list(lies(query, reply))):
    # One lookup for each of them, so that every one is looked at.
    count = i = 0
    while i <= count:
        datagrams = []

        def one(query, reply):
            datagrams[:] = forge(query, reply)
            return datagrams[i : i + 1]

        modem, s = attached(show=False, peer=Server({"a.example": [GOOD]}, one))
        found = s.getaddrinfo("a.example", 1)
        s.close(True)
        if found or at.sockets_in_use != [0] * 7:
            print(i, datagrams[i], found, at.sockets_in_use)
        count, i, tried = len(datagrams) - 1, i + 1, tried + 1
print(tried)
