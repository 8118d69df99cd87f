# Nothing inside a payload is taken for a word of the modem.
from support import PEER, attached, echo

WORDS = (b"\r\nOK\r\n", b"\r\nERROR\r\n", b"> ", b"+++", b"\r\n+SQNSRING: 1,5\r\n", b"\r\n+SQNSH: 1\r\n", b"\r\n+SYSSTART\r\n")
WORDS += (b"\x1a\x1b\x08\x7f\x00", b"\r\n+SQNSRECV: 1,2\r\n0000\r\n", bytes(range(256)), b"Pycom_Dummy")
modem, s = attached(show=False, peer=echo)
for word in WORDS:
    sent, received = s.sendto(word, PEER), s.recvfrom()
    if (sent, received[0]) != (len(word), word):
        print(word, sent, received)
print(s.recvfrom())

# The same as plain text, in the words that text can hold.
s.setMessageFormat(0)
for word in WORDS:
    if max(word) < 128:
        sent, received = s.sendto(word, PEER), s.recvfrom()
        if (sent, received[0]) != (len(word), word.decode()):
            print(word, sent, received)
print(s.recvfrom())
