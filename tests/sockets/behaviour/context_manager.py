# `with` closes the socket, which the port's own module does not know.
import errno

from under_test import connected, fails, need

s = connected(b"echo")
need("with", getattr, s, "__enter__")
with s as same:
    s.send(b"hello")
    print(same is s, s.recv(100))
print(fails((errno.EBADF,), s.send, b"x"))
try:
    with connected(b"echo") as s:
        raise KeyError
except KeyError:
    print(fails((errno.EBADF,), s.recv, 1))
