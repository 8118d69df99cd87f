# The address is anything with an ip at 0 and a port at 1.
from support import PEER, attached

modem, s = attached(show=False)
print(s.sendto(b"a", PEER))
print(s.sendto(b"b", list(PEER)))
print(s.sendto(b"c", PEER + ("more", 5)))


class Address:
    def __getitem__(self, i):
        return PEER[i]


print(s.sendto(b"d", Address()))
for address in ((), ("192.0.2.10",), None, 5):
    try:
        print(s.sendto(b"e", address))
    except (IndexError, TypeError) as error:
        print(type(error).__name__)
print(modem.sent, len([c for c in modem.commands if c.startswith("AT+SQNSD=")]))
