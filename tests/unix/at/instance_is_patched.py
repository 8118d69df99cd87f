# A function put on one socket takes the place of its method.
from support import PEER, attached

modem, s = attached(show=False)
s.open = lambda ip, port: print("open", ip, port)
print(s.sendto(b"x", PEER))
del s.open
print(s.sendto(b"x", PEER))
said = []
method = s.sendAtCommand
s.sendAtCommand = lambda command, max_tries=1: said.append(command) or method(command)
print(s.sendto(b"\x01\xff", PEER), said)
