# ip and port stayed those of the first peer.
from support import attached, echo

modem, s = attached(show=False, peer=echo)
for peer in (("192.0.2.1", 1001), ("192.0.2.2", 1002), ("192.0.2.3", 1003), ("192.0.2.1", 1001)):
    print(s.sendto(b"x", peer), s.recvfrom(), (s.ip, s.port), modem.connections[1].dialled)
