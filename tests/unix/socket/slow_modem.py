# A Nordic modem that takes everything in late: what it was called with meanwhile, a quotation mark among it, does it no
# harm.
try:
    import microATsocket as socket
    import modemsim
except ImportError:
    print("SKIP")
    raise SystemExit


# What is written stays in the line until a while after the quotation mark.
class Late(modemsim.SerialPort):
    is_slow = True
    held = b""
    due = None

    def write(self, data):
        self.held += bytes(data)
        if data[:1] == b'"':
            self.due = self.modem.clock.now() + 100
        return len(data)

    def _let_time_pass(self):
        if self.due is not None and self.modem.clock.now() >= self.due:
            self.is_slow, self.due = False, None
        if self.held and not self.is_slow:
            # Commands, one after the other as from a queue.
            end = self.held.find(b"\r") + 1 or len(self.held)
            data, self.held = self.held[:end], self.held[end:]
            self.modem.feed(data)
        else:
            super()._let_time_pass()


for generation in ("N0", "N1", "N3", "N4"):
    net = modemsim.MemoryNet()
    net.udp_peer("192.0.2.10", 7, lambda peer, data, source: peer.send(data, source))
    port = Late(modemsim.make("nordic", modemsim.Knobs(generation=generation), net=net))
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.setModemInstance(socket.Modem(port, dialect="nordic_" + generation.lower()))
    s.settimeout(3)
    s.connect(("192.0.2.10", 7))
    print(generation, s.send(b"hello"), s.recv(10), port.modem.clock.now() < 2500)
    s.close()
