# Conformance vector 10: all ids in use, one more refused, a freed one used again.
import microATsocket as at
from support import raised
from support.serial import PEER, attach, serial

sim, first = serial()
socks = [first] + [attach(first.modem) for _ in range(5)]
print([s.sendto(b"%d" % i, PEER) for i, s in enumerate(socks)])
print([s.recvfrom()[0] for s in reversed(socks)])
seventh = attach(first.modem)
raised(seventh.sendto, b"x", PEER)
socks[3].close(True)
print(seventh.sendto(b"x", PEER), seventh.recvfrom()[0], seventh.socketid, at.sockets_in_use)
