# An answer in slices of 2046 bytes, the rest by Pycom_Dummy: datagrams come whole, also when the cut falls anywhere.
from support import PEER, attached


class Slicer:
    def __init__(self, modem, size):
        self.modem, self.size, self.rest = modem, size, ""

    def send_at_cmd(self, command):
        if isinstance(command, bytes) or command != "Pycom_Dummy" or not self.rest:
            self.rest = self.modem.send_at_cmd(command)
        slice, self.rest = self.rest[: self.size], self.rest[self.size :]
        return slice


modem, s = attached(show=False)
CASES = ((2046, 1500), (2046, 1011), (2046, 1012), (2046, 1010), (2046, 1013), (500, 1500), (700, 1500))
for size, length in CASES + ((19, 40), (21, 5), (23, 5)):
    slicer = Slicer(modem, size)
    s.setModemInstance(slicer)
    s.open(*PEER)
    data = bytes([i * 11 & 255 for i in range(length)])
    modem.arrive(1, data)
    received = s.recvfrom(1500)
    if received != (data, list(PEER)):
        print(size, length, received[0] and len(received[0]))
    print(size, length, s.sendto(b"x", PEER), repr(slicer.rest))
