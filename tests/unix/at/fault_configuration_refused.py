# A modem that refuses the format cannot be understood: the open fails, and works when it accepts again.
from support import ERROR, PEER, attached

modem, s = attached(show=False)
modem.answers = [("AT+SQNSCFGEXT=", ERROR)]
print(s.open(*PEER), s.isconnected)
print(s.open(*PEER), s.isconnected)
