# A method taken from a socket stays bound to it, also through collections.
import gc

from support import PEER, attached, echo


def keep():
    modem, s = attached(show=False, peer=echo)
    return s.sendto, s.recvfrom


send, receive = keep()
gc.collect()
print(send(b"abc", PEER))
gc.collect()
print(receive())
