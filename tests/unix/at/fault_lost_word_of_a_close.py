# The modem closed the connection and its word was lost: one send fails, the next one dials.
from support import PEER, attached

modem, s = attached(show=False)
s.open(*PEER)
modem.connections[1].dialled = None
print(s.sendto(b"lost", PEER), s.sendto(b"kept", PEER), modem.sent)
