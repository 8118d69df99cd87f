# getaddrinfo: the addresses of the socket's family, and nothing printed.
from support import attached, raised
from support.names import A, AAAA, Server, v4, v6

ZONE = {
    "one.example.org": [(A, v4("192.0.2.7"), 60), (AAAA, v6(0x2001, 0xDB8, 0, 0, 0, 0, 0, 7), 60)],
    "two.example.org": [(A, v4("192.0.2.8"), 60), (A, v4("255.255.255.255"), 60)],
    "six.example.org": [(AAAA, v6(1, 2, 3, 4, 5, 6, 7, 8), 60)],
    "none.example.org": [],
}
modem, s = attached(show=False, peer=Server(ZONE))
print(s.getaddrinfo("one.example.org", 5683))
print(s.getaddrinfo(host="two.example.org", port=1))
print(s.getaddrinfo("six.example.org", 5683), s.getaddrinfo("none.example.org", 1), s.getaddrinfo("no.example.org", 1))
