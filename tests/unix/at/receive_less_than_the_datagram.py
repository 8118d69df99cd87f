# What does not fit is dropped: the next call starts with the next datagram.
from support import PEER, attached

modem, s = attached(show=False)
s.open(*PEER)
modem.arrive(1, b"abcdef")
print(s.recvfrom(4))
modem.arrive(1, b"xyz")
print(s.recvfrom(4))
modem.arrive(1, b"12345678")
modem.arrive(1, b"9")
print(s.recvfrom(2), s.recvfrom(2))
