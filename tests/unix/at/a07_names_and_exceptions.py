# Whatever is raised in the middle of a lookup, its connection id comes back.
import microATsocket as at
from support import attached
from support.names import A, Server, v4

modem, s = attached(show=False, peer=Server({"a.example": [(A, v4("192.0.2.1"), 0)]}))
for place in ("AT+SQNSH", "AT+SQNSCFGEXT=", "AT+SQNSD", "AT+SQNSSENDEXT", "Pycom_Dummy", "AT+SQNSRECV"):
    for error in (OSError(5), KeyboardInterrupt()):
        modem.answers = [(place, error)] * 9
        try:
            s.getaddrinfo("a.example", 1)
        except (OSError, KeyboardInterrupt):
            pass
        modem.answers, modem.rings = [], ""
        for connection in modem.connections:
            connection.dialled = None
        if at.sockets_in_use != [0, 1, 0, 0, 0, 0, 0]:
            print(place, error, at.sockets_in_use)
print(s.getaddrinfo("a.example", 1), at.sockets_in_use)
