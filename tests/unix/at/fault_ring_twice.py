# The same announcement twice: one datagram, and the next one is not hurt.
from support import PEER, attached

modem, s = attached(show=False)
s.open(*PEER)
modem.arrive(1, b"once")
modem.rings = modem.rings * 2
print([s.recvfrom()[0] for _ in range(4)])
modem.arrive(1, b"next")
print(s.recvfrom()[0], s.recvfrom()[0])
