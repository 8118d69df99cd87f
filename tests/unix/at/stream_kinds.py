# What a modem may be behind: an object with Python's read and write, given as it is or in a Modem; short writes too.
import microATsocket as at
from support import raised
from support.serial import PEER, serial


class Plain:
    # read() gives b"" or None when nothing is there, write() takes a few bytes at a time.
    def __init__(self, port, nothing=None, room=7):
        self.port, self.nothing, self.room = port, nothing, room

    def read(self, count):
        return self.port.read(count) or self.nothing

    def write(self, data):
        return self.port.write(bytes(data)[: self.room])


KINDS = (
    lambda port: Plain(port),
    lambda port: at.Modem(Plain(port)),
    lambda port: at.Modem(Plain(port, b"", 1)),
    lambda port: at.Modem(Plain(port, None, 5000)),
    lambda port: port,
)
for wrap in KINDS:
    sim, s = serial(wrap)
    print(s.sendto(b"hello world", PEER), s.recvfrom(), s.close(True))
