# No answer: a few tries, then an empty list; ids are fresh in every try, and the connection id comes back.
import microATsocket as at
from support import attached

modem, s = attached(show=False)
print(s.getaddrinfo("a.example", 1), at.sockets_in_use)
print(2 <= len(modem.sent) <= 5, len(set([query[:2] for query in modem.sent])) == len(modem.sent))
