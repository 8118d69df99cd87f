# reset() forgets the id and gives it back; the next open takes one.
import microATsocket as at
from support import PEER, attached

modem, s = attached(show=False)
s.open(*PEER)
print(s.reset(), s.socketid, at.sockets_in_use)
print(s.sendto(b"x", PEER), s.socketid, at.sockets_in_use)
print(modem.sent)
