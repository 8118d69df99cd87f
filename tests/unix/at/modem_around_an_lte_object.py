# Modem(lte) speaks through send_at_cmd, with hexadecimal payload, and knows what the plain object's sockets know.
import microATsocket as at
from support import PEER, Modem, echo

lte = Modem(peer=echo)
modem = at.Modem(lte)
s = at.socket(at.AF_INET, at.SOCK_DGRAM)
s.setModemInstance(modem)
print(s.sendto(b"hi", PEER), s.recvfrom())
print(repr(modem.send_at_cmd("AT+CSQ")))
for dialect in ("nonsense", 5, ""):
    try:
        at.Modem(lte, dialect=dialect)
    except (ValueError, TypeError) as error:
        print(type(error).__name__)
print(isinstance(at.Modem(lte, dialect="sequans"), at.Modem))
