# Anything without OK is tried again, four dials in all.
from support import ERROR, OK, PEER, attached

modem, s = attached(show=False)
for failures in range(6):
    answers = [ERROR, "\r\nNO CARRIER\r\n", "\r\n+CME ERROR: 30\r\n", "", ERROR, ERROR][:failures]
    modem.answers = [("AT+SQNSD", answer) for answer in answers]
    modem.commands = []
    opened = s.open(*PEER)
    dials = len([c for c in modem.commands if c.startswith("AT+SQNSD=")])
    print(failures, opened, s.isconnected, dials)
    s.close()
