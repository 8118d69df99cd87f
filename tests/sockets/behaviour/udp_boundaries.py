# A datagram is one read: what is longer than asked for is lost, the next one is whole.
from under_test import address, datagrams

s = datagrams()
s.sendto(b"twice abcdef", address())
print(s.recvfrom(3)[0], s.recvfrom(100)[0])
s.sendto(b"give 300", address())
print(len(s.recvfrom(100)[0]))
s.sendto(b"echo next", address())
print(s.recvfrom(100)[0])
s.close()
