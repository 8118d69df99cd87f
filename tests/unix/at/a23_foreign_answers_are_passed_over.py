# What comes before the answer does not hide it; records of other types are skipped, aliases followed.
from support import attached
from support.names import A, CNAME, NS, OPT, Server, name, record, v4


def forge(query, reply):
    other = bytes([query[0] ^ 0x55]) + reply[1:]
    return [other, b"noise", reply[:-1], reply]


RECORDS = [
    record(65, b"\0\1\0"),
    record(OPT, b"", owner=b"\0"),
    record(NS, name("ns.example")),
    record(CNAME, name("real.example")),
    record(A, v4("192.0.2.9"), owner=name("real.example")),
]
modem, s = attached(show=False, peer=Server({"alias.example": RECORDS}, forge))
s.dnsTimeout = 1000  # all of them are there at once
print(s.getaddrinfo("alias.example", 5683))
