# Section 3.2 of the contract, without the queries whose answers nobody used (A17).
import microATsocket as at
from support import another, attached, echo

modem, first = attached(family=at.AF_INET6, peer=echo)
s = another(modem, at.AF_INET6, bound=7087)
PEER = ("2001:4860:4860::8888", 5683)
print(s.open(*PEER))
print(s.open(*PEER), s.open(ip=PEER[0], port=PEER[1]))
print(s.sendto(b"hello", PEER))
print(s.sendto(bytes(range(0, 256, 51)), PEER))
print(s.close())
print(s.isconnected, s.ip, s.port, s.socketid)
