# Where connect() leads nowhere.
import errno

from under_test import address, connected, fails, free_port, stream

EISCONN = 106

s = stream()
s.settimeout(10)
print(fails((errno.ECONNREFUSED,), s.connect, address(free_port())))
s.close()
s = connected(b"echo")
print(fails((EISCONN,), s.connect, address()))
s.send(b"still there")
print(s.recv(100))
s.close()
