import microATsocket as at
from support import PEER, another, attached

modem, s = attached(show=False)
s.open(*PEER)
print(s.close(), s.isconnected, s.socketid, at.sockets_in_use)
print(another(modem).socketid is None or another(modem).socketid != 1)
at.sockets_in_use[2:] = [0] * 5
print(s.open(*PEER), s.isconnected, s.socketid)
print(s.close(True), s.isconnected, s.socketid, s.localport, at.sockets_in_use)
# Once more does nothing, neither on the wire nor to whoever has the id now.
other = another(modem)
n = len(modem.commands)
print(other.socketid, s.close(True), s.close(), len(modem.commands) - n, at.sockets_in_use)
print(s.sendto(b"again", PEER), s.socketid)
