# Labels that are empty or longer than 63, names longer than 255: refused here, nothing is sent.
import microATsocket as at
from support import attached

modem, s = attached()
for host in ("", ".", "a..b", "." + "a", "x" * 64 + ".org", ".".join(["x" * 60] * 5), "a b\0c" * 60):
    try:
        found = s.getaddrinfo(host, 1)
    except (OSError, ValueError):
        found = []
    if found or modem.sent:
        print(repr(host), found, modem.sent)
print(at.sockets_in_use)
