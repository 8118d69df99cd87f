# A tuple of bytes and a list, a new one every time.
from support import PEER, attached

modem, s = attached(show=False)
s.open(*PEER)
modem.arrive(1, b"ab")
result = s.recvfrom()
print(type(result), type(result[0]), type(result[1]))
result[1].append("changed")
modem.arrive(1, b"cd")
data, address = s.recvfrom()
print(data, address, s.ip, s.port)
nothing = s.recvfrom()
print(type(nothing), nothing)
