# ASCII format: data ended at the first blank.
from support import PEER, attached, echo

modem, s = attached(peer=echo)
s.setMessageFormat(s.SOCKET_MESSAGE_FORMAT.SOCKET_MESSAGE_ASCII)
print(s.sendto("hello world", PEER))
modem.show = False
print(s.recvfrom())
for text in (" ", "\r\n", " leading", "trailing ", "two\r\nlines\r\n", "a\tb", "OK", "\r\nOK\r\n", "+SQNSRECV: 1,3", "AT"):
    sent, received = s.sendto(text, PEER), s.recvfrom()
    if (sent, received[0]) != (len(text), text):
        print(repr(text), sent, received)
