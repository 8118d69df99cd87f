# A stream and a datagram socket side by side.
from under_test import address, connected, datagrams

u = datagrams()
s = connected(b"echo")
u.sendto(b"late 30 a datagram", address())
s.send(b"a stream")
print(s.read(8), u.recvfrom(100)[0])
s.close()
u.sendto(b"echo alone", address())
print(u.recvfrom(100)[0])
u.close()
