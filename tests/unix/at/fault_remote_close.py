# +SQNSH: what arrived before can be read, and sending dials again.
from support import PEER, attached

modem, s = attached(show=False)
s.open(*PEER)
modem.arrive(1, b"last words")
modem.rings += "\r\n+SQNSH: 1\r\n"
print(s.recvfrom())
modem.connections[1].dialled = None
modem.commands = []
print(s.sendto(b"again", PEER), modem.sent)
print(any([isinstance(c, str) and c.startswith("AT+SQNSD=") for c in modem.commands]))
# The word of it comes with something else.
modem.answers = [("AT+CSQ", "\r\n+CSQ: 17,99\r\n\r\nOK\r\n\r\n+SQNSH: 1\r\n")]
modem.connections[1].dialled = None
s.sendAtCommand("AT+CSQ")
print(s.sendto(b"and again", PEER), modem.sent[-1])
