import microATsocket as at
from support import attached, another

modem, s = attached()
print(s.getaddrinfo("192.0.2.7", 5683), s.getaddrinfo("255.255.255.255", 0))
six = another(modem, at.AF_INET6)
for text in ("2001:db8::7", "::1", "::", "2001:0DB8:0:0:0:0:0:7", "::ffff:192.0.2.1"):
    print(six.getaddrinfo(text, 5683))
print(modem.commands)
