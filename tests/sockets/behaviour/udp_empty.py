# A datagram without a byte arrives as one.
import errno

from under_test import address, datagrams, fails, skip

s = datagrams()
if fails((errno.EOPNOTSUPP, errno.EINVAL), s.sendto, b"", address()) is True:
    skip("empty datagrams")
print(s.sendto(b"", address()))
s.sendto(b"echo ", address())
print(s.recvfrom(10)[0])
s.close()
