# What waits in the modem is read in the form the modem gives it, whatever the socket was told meanwhile.
from support import PEER, attached

modem, s = attached(show=False)
s.open(*PEER)
modem.arrive(1, b"0123")
s.setMessageFormat(0)
data = s.recvfrom()[0]
print(data in ("0123", None))
modem.arrive(1, b"4567")
print(s.recvfrom()[0])
