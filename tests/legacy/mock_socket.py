# A datagram socket for comparing two implementations call by call: it prints what is done to it.


def is_any(datagram):
    return True


def is_none(datagram):
    return False


def is_nonconfirmable(datagram):
    return datagram[0] & 0x30 == 0x10


class MockSocket:
    def __init__(self):
        self.received = []
        self.sent = []
        self.result = len
        # Which datagrams carry an id that is drawn at random, so that its value cannot be compared.
        self.is_drawn = is_any
        self.quiet = False

    def sendto(self, data, address):
        print("> sendto", self._masked(data), type(data).__name__, tuple(address))
        self.sent.append(bytes(data))
        return self.result(data)

    def _masked(self, datagram):
        text = "".join("%02x" % byte for byte in datagram)
        return text[:4] + "<id>" + text[8:] if self.is_drawn(datagram) else text

    # The size asked for is 1024 in the original and may be larger.
    def recvfrom(self, size):
        if not self.quiet:
            print("> recvfrom", size >= 1024)
        if not self.received:
            raise OSError(11)
        return self.received.pop(0)

    def setblocking(self, flag):
        if not self.quiet:
            print("> setblocking", flag)

    def close(self):
        print("> close")
