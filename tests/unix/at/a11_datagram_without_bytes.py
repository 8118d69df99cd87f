# It was a ValueError.
from support import PEER, attached

modem, s = attached(show=False)
s.open(*PEER)
modem.arrive(1, b"")
modem.arrive(1, b"next")
print(s.recvfrom())
print(s.recvfrom())
s.setMessageFormat(0)
s.open(*PEER)
modem.arrive(1, b"")
print(s.recvfrom())
