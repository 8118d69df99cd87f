# An exception of the stream comes out as it is, and the next call works.
from support.serial import PEER, serial


class Faulty:
    fault = None

    def __init__(self, port):
        self.port = port

    def read(self, count):
        fault, self.fault = self.fault, None
        if fault:
            raise fault
        return self.port.read(count)

    def write(self, data):
        return self.port.write(data)


sim, s = serial(Faulty, handler=lambda peer, data, source: None)
s.open(*PEER)
for error in (OSError(5), ValueError("x"), KeyboardInterrupt()):
    s.modem.fault = error
    try:
        s.recvfrom()
    except BaseException as caught:
        print(caught is error, end=" ")
    sim.peer.send(b"good", s.localport)
    print(s.recvfrom()[0], s.sendto(b"good", PEER))
