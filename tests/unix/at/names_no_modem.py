import microATsocket as at
from support import raised

s = at.socket(at.AF_INET, at.SOCK_DGRAM)
raised(s.getaddrinfo, "a.example", 1)
s.setModemInstance(None)
raised(s.getaddrinfo, "a.example", 1)
print(at.sockets_in_use)
