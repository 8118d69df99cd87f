# What a new socket shows, and that all of it may be written.
import microATsocket as socket

NAMES = ("ip", "port", "localport", "hasExplicitLocalPort", "family", "type", "recvRegex", "contentFormat")
NAMES += ("dns_server", "socketid", "isconnected")

for family in (socket.AF_INET, socket.AF_INET6):
    s = socket.socket(family, socket.SOCK_DGRAM)
    print([getattr(s, name) for name in NAMES])
    print(hasattr(s, "modem"))
for name in NAMES:
    setattr(s, name, "changed")
    print(name, getattr(s, name))
s.modem = "changed"
print(s.modem)
