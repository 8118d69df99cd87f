# The modem refuses to close: it may still hold the connection, so it is closed again before the next dial.
from support import ERROR, PEER, attached

modem, s = attached(show=False)
for answer in (ERROR, "\r\n+CME ERROR: 3\r\n", ""):
    print(s.sendto(b"a", PEER))
    modem.answers = [("AT+SQNSH", answer)]
    s.close()
    print(s.isconnected, s.sendto(b"b", PEER), modem.connections[1].dialled)
