# As long as the server said, and no longer; answers without a life are asked for each time.
from support import attached
from support.names import A, Server, v4

zone = {"long.example": [(A, v4("192.0.2.1"), 3600)], "short.example": [(A, v4("192.0.2.2"), 0)]}
server = Server(zone)
modem, s = attached(show=False, peer=server)
for host in ("long.example", "long.example", "LONG.example", "short.example", "short.example"):
    print(s.getaddrinfo(host, 1), len(server.queries))
