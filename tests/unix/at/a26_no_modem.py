# Never set, or set to None: the same exception.
import microATsocket as at
from support import raised


def operations(s):
    raised(s.open, "192.0.2.10", 5683)
    raised(s.sendto, b"x", ("192.0.2.10", 5683))
    raised(s.recvfrom)
    raised(s.close)
    raised(s.sendAtCommand, "AT")
    raised(s.sendAtCommandWithTimeout, "AT", 100)


s = at.socket(at.AF_INET, at.SOCK_DGRAM)
operations(s)
s.setModemInstance(None)
operations(s)
print(at.sockets_in_use)
