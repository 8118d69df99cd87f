# Every lookup took an id for ever.
import microATsocket as at
from support import PEER, attached
from support.names import A, Server, v4

zone = {"h%d.example" % i: [(A, v4("192.0.2.1"), 60)] for i in range(20)}
modem, s = attached(show=False, peer=Server(zone))
print(len([i for i in range(20) if s.getaddrinfo("h%d.example" % i, 1)]), at.sockets_in_use)
modem.peer = None
print(s.sendto(b"x", PEER), s.socketid)
