# Text of RFC 5952; zero groups came out empty.
import microATsocket as at
from support import attached
from support.names import A, AAAA, Server, v4, v6

GROUPS = (
    (0x2A00, 0x1450, 0x4001, 0x80B, 0, 0, 0, 0x200E),
    (0x2001, 0xDB8, 0, 0, 1, 0, 0, 1),
    (0x2001, 0xDB8, 0, 1, 1, 1, 1, 1),
    (0, 0, 0, 0, 0, 0, 0, 1),
    (0, 0, 0, 0, 0, 0, 0, 0),
    (1, 0, 0, 0, 0, 0, 0, 0),
    (0xFE80, 0, 0, 0, 0xABCD, 0xEF, 0xA, 0xFFFF),
    (1, 2, 3, 4, 5, 6, 7, 8),
)
zone = {"h%d.example" % i: [(A, v4("192.0.2.1"), 60), (AAAA, v6(*groups), 60)] for i, groups in enumerate(GROUPS)}
modem, s = attached(show=False, peer=Server(zone), family=at.AF_INET6)
for i in range(len(GROUPS)):
    print(s.getaddrinfo("h%d.example" % i, 5683))
print(modem.connections[2].dialled, [c for c in modem.commands if c.startswith("AT+SQNSD=")][0].split(",")[3])
