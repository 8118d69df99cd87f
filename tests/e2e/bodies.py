# Long bodies that nobody has to hold: made and checked piece by piece, under CPython and MicroPython.

PERIOD = 251
TABLE = bytes(i % PERIOD for i in range(PERIOD + 1024))


def piece(start, length):
    """`length` bytes, at most 1024, of the body from `start` on."""
    at = start % PERIOD
    return TABLE[at : at + length]


def body(size):
    return bytes(i % PERIOD for i in range(size))


class Reader:
    """A body of that many bytes, to be read."""

    def __init__(self, size):
        self.size = size
        self.at = 0

    def readinto(self, buffer):
        length = min(len(buffer), self.size - self.at)
        buffer[:length] = piece(self.at, length)
        self.at += length
        return length

    def seek(self, offset):
        self.at = offset


class Writer:
    """Compares what is written with the body of that many bytes."""

    def __init__(self, size):
        self.size = size
        self.at = 0
        self.is_equal = True

    def write(self, data):
        if piece(self.at, len(data)) != data:
            self.is_equal = False
        self.at += len(data)
        return len(data)

    def verdict(self):
        if not self.is_equal:
            return "different"
        return "complete" if self.at == self.size else "%d of %d bytes" % (self.at, self.size)
