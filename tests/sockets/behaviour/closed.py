# After close() every call says so, and close() may come again.
import errno

from under_test import address, connected, datagrams, fails, stream

bad = (errno.EBADF,)


def try_all(s):
    print(s.close(), s.close())
    print(fails(bad, s.send, b"x"), fails(bad, s.write, b"x"), fails(bad, s.sendto, b"x", address()))
    print(fails(bad, s.recv, 1), fails(bad, s.read, 1), fails(bad, s.readline), fails(bad, s.recvfrom, 1))
    print(fails(bad, s.readinto, bytearray(1)), fails(bad, s.read))
    print(fails(bad, s.connect, address()), fails(bad, s.bind, address(0)))
    print(fails(bad, s.listen, 1), fails(bad, s.accept))
    print(fails(bad, s.settimeout, 1), fails(bad, s.setblocking, True))


try_all(connected(b"echo"))
try_all(stream())
s = datagrams()
s.sendto(b"hello", address())
try_all(s)
try_all(datagrams())
