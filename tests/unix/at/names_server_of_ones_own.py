from support import attached
from support.names import A, Server, v4

modem, s = attached(show=False, peer=Server({"a.example": [(A, v4("192.0.2.1"), 0)]}))
s.dnsserver(0, "192.0.2.53")
print(s.getaddrinfo("a.example", 1))
print([c.split(",")[2:4] for c in modem.commands if isinstance(c, str) and c.startswith("AT+SQNSD=")])
