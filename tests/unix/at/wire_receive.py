# What recvfrom() says: it listens, then asks for as much as it was called with.
from support import PEER, attached

modem, s = attached(show=False)
s.open(*PEER)
modem.show = True
modem.arrive(1, b"reply")
print(s.recvfrom())
modem.arrive(1, b"reply")
print(s.recvfrom(1500))
modem.arrive(1, b"reply")
print(s.recvfrom(5))
# Ring mode 0 tells no length.
modem.arrive(1, b"reply", ring="\r\n+SQNSRING: 1\r\n")
print(s.recvfrom(512))
# Silence.
print(s.recvfrom())
