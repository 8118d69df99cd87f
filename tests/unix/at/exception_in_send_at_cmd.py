# What send_at_cmd raises comes out as it is, at any point, and the next call works.
import microATsocket as at
from support import PEER, Modem, another, echo


class Own(Exception):
    pass


ERRORS = (OSError("LTE modem not initialized"), OSError(5), KeyboardInterrupt(), Own("x", 1), ValueError(), MemoryError())
ERRORS += (SystemExit(3),)
PLACES = ("AT+SQNSH", "AT+SQNSCFGEXT=", "AT+SQNSD", "AT+SQNSSENDEXT", "78", "Pycom_Dummy", "AT+SQNSRECV")

raised = 0
for error in ERRORS:
    for place in PLACES:
        modem = Modem(show=False, peer=echo)
        s = another(modem)
        modem.answers = [(place, error)]
        try:
            s.sendto(b"x", PEER)
            s.recvfrom()
        except BaseException as caught:
            raised += caught is error
        modem.rings = ""
        modem.connections[1].inbox = []
        sent, received = s.sendto(b"good", PEER), s.recvfrom()
        if (sent, received) != (4, (b"good", list(PEER))):
            print(repr(error), place, sent, received)
        s.close(True)
print(raised == len(ERRORS) * len(PLACES), at.sockets_in_use)
