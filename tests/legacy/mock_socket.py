# A datagram socket for comparing two implementations call by call: it prints what is done to it.


# The message id of a request is drawn at random, so its value cannot be compared.
def masked(datagram, drawn):
    text = "".join("%02x" % byte for byte in datagram)
    return text[:4] + "<id>" + text[8:] if drawn else text


class MockSocket:
    def __init__(self):
        self.received = []
        self.sent = []
        self.result = len
        # Whether the next datagrams carry an id that the implementation has drawn.
        self.drawn = True
        self.quiet = False

    def sendto(self, data, address):
        print("> sendto", masked(data, self.drawn), type(data).__name__, tuple(address))
        self.sent.append(bytes(data))
        return self.result(data)

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
