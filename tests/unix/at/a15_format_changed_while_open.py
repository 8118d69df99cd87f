# The modem is told before the next payload, both ways and back.
from support import PEER, attached, echo

modem, s = attached(show=False, peer=echo)
print(s.sendto(b"one", PEER), s.recvfrom())
s.setMessageFormat(0)
print(s.sendto("two 2", PEER), s.recvfrom(), modem.connections[1].modes)
s.setMessageFormat(1)
print(s.sendto(b"three", PEER), s.recvfrom(), modem.connections[1].modes)
print(modem.sent)
