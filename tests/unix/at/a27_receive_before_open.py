# A socket without a peer has nothing to wait for: it listens, opens nothing, and loses nothing of the others.
from support import PEER, Modem, another

modem = Modem(show=False)
a, b = another(modem), another(modem)
b.open(*PEER)
modem.show = True
modem.arrive(2, b"for b")
print(a.recvfrom(), a.isconnected, a.ip)
modem.show = False
print(b.recvfrom())
