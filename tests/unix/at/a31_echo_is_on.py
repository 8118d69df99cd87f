# Every answer begins with the command.
from support import PEER, attached, echo

modem, s = attached(show=False, peer=echo)
modem.echo = True
print(s.sendto(b"hello", PEER), s.recvfrom())
s.setMessageFormat(0)
print(s.sendto("hello world", PEER), s.recvfrom())
print(s.close(), modem.sent)
