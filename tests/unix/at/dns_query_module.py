# dns_resolve stays, for any datagram socket.
import dns_query
from dns_query import dns_resolve
from dns_query.query import dns_resolve as again
from support.names import A, AAAA, Server, v4, v6

print(dns_resolve is again, dns_query.dns_resolve is dns_resolve)


class Socket:
    # Answers as a modem's socket does.
    def __init__(self, server):
        self.server, self.inbox = server, []

    def sendto(self, data, address):
        print(address)
        self.server(self, 0, data)
        return len(data)

    def arrive(self, number, data):
        self.inbox.append(data)

    def recvfrom(self, size=1024):
        return (self.inbox.pop(0), ["192.0.2.53", 53]) if self.inbox else (None, None)


zone = {"a.example": [(A, v4("192.0.2.1"), 0), (AAAA, v6(1, 0, 0, 0, 0, 0, 0, 2), 0)]}
s = Socket(Server(zone))
print(dns_resolve(s, "a.example", "192.0.2.53"))
print(dns_resolve(s, "a.example", "192.0.2.53", False))
print(dns_resolve(socket=s, url="a.example", dns_server="::53", ipv6=True, debug_mode=False, recursive=True))
