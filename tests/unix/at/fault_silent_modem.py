# No answer to anything: calls fail in their documented way, and work when the modem is back.
from support import PEER, attached, echo

modem, s = attached(show=False, peer=echo)
modem.answers = [("", "")] * 40
print(s.open(*PEER), s.isconnected)
print(s.sendto(b"x", PEER))
print(s.recvfrom())
print(s.close(), repr(s.sendAtCommand("AT")))
modem.answers = []
print(s.sendto(b"x", PEER), s.recvfrom())
