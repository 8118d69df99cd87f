# A prompt that comes after a ring in the same text is a prompt.
from support import PEER, attached

modem, s = attached(show=False)
s.open(*PEER)
modem.connections[1].inbox = [b"0123456789"]
modem.answers = [("AT+SQNSSENDEXT", lambda c: "\r\n+SQNSRING: 1,10\r\n" + modem.answer(c))]
print(s.sendto(b"abc", PEER), modem.sent)
print(s.recvfrom())
