# What the modem still holds under an id is closed before the next socket uses it; old data is not for the new one.
from support import PEER, Modem, another

modem = Modem(show=False)
s = another(modem)
print(s.sendto(b"x", PEER))
modem.arrive(1, b"for the old one")
s.reset()
modem.show = True
s = another(modem)
print(s.socketid, s.sendto(b"y", PEER))
modem.show = False
modem.rings = ""
print(s.recvfrom())
