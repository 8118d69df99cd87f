# The same ip with another port, or the same port with another ip, went to the old peer.
from support import PEER, attached

modem, s = attached()
print(s.sendto(b"a", PEER))
print(s.sendto(b"b", ("192.0.2.10", 5684)), modem.connections[1].dialled)
print(s.sendto(b"c", ("192.0.2.11", 5684)), modem.connections[1].dialled)
print(s.sendto(b"d", ("192.0.2.11", 5684)), modem.connections[1].dialled)
