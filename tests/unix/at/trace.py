# The dialogue, as it passes.
from support import PEER, attached

modem, s = attached(show=False)
s.bind(("", 5000))
s.trace = True
s.sendto(b"hi", PEER)
s.recvfrom()
s.sendAtCommand("AT+CSQ")
s.trace = False
s.close()
