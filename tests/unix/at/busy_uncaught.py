# EBUSY that nobody catches ends both calls; afterwards the modem is free.
from support import PEER, attached, echo

modem, s = attached(show=False, peer=echo)


def meddle(command):
    return s.sendto(b"inner", PEER)


modem.answers = [("AT+SQNSD", meddle)]
try:
    s.sendto(b"outer", PEER)
except OSError as error:
    print(type(error).__name__, error.args[0])
print(s.sendto(b"later", PEER), s.recvfrom()[0], modem.sent)
