# Calls that a socket is not made for, or not any more.
import errno

from under_test import address, connected, datagrams, fails, outcome, read_line, stream, write_all

s = stream()
print(outcome(s.accept))
s.bind(address(0))
print(outcome(s.bind, address(0)))
s.close()

s = connected(b"echo")
print(outcome(s.bind, address(0)), outcome(s.listen, 1), outcome(s.accept))
# It is as it was.
write_all(s, b"still there\n")
print(read_line(s))
s.close()

u = datagrams()
print(outcome(u.listen, 1), fails((errno.EINVAL, errno.EOPNOTSUPP), u.accept))
# Nobody to send to: EDESTADDRREQ (89) in the port's own words.
print(fails((89, errno.ENOTCONN), u.send, b"x"))
u.connect(address())
print(u.send(b"echo over"), u.recv(20))
u.close()
