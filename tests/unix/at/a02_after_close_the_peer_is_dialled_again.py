# Sending after close(), or after a failed open, sent nothing and returned the length.
from support import ERROR, PEER, attached

modem, s = attached(show=False)
print(s.sendto(b"a", PEER), s.close(), s.isconnected)
print(s.sendto(b"b", PEER), s.isconnected, modem.sent)
s.close()
modem.answers = [("AT+SQNSD", ERROR)] * 4
print(s.sendto(b"c", PEER), s.isconnected, modem.sent)
print(s.sendto(b"d", PEER), s.isconnected, modem.sent)
