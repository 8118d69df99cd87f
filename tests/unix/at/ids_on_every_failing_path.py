# Whatever goes wrong, close(True) gives the id back, and none is lost.
import microATsocket as at
from support import ERROR, PEER, Modem, another

FAULTS = (ERROR, "", "\r\n+CME ERROR: 3\r\n", "\r\n+SYSSTART\r\n", "noise")
FAULTS += (OSError("LTE modem not initialized"), KeyError("x"))
PLACES = ("AT+SQNSH", "AT+SQNSCFGEXT=", "AT+SQNSD", "AT+SQNSSENDEXT", "78", "Pycom_Dummy", "AT+SQNSRECV")

failed = 0
modem = Modem(show=False)
for fault in FAULTS:
    for place in PLACES:
        s = another(modem)
        assert s.socketid is not None
        modem.arrive(s.socketid, b"data")
        modem.answers = [(place, fault) for _ in range(4)]
        for step in ("open", "sendto", "recvfrom", "close"):
            try:
                if step == "open":
                    s.open(*PEER)
                elif step == "close":
                    s.close()
                elif s.isconnected:
                    getattr(s, step)(*((b"x", PEER) if step == "sendto" else ()))
            except (OSError, KeyError):
                failed += 1
        modem.answers = []
        s.close(True)
        if sum(at.sockets_in_use):
            print(fault, place, at.sockets_in_use)
        modem.rings = ""
print(at.sockets_in_use, failed > 0)
