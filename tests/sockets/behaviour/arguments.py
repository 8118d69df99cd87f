# Calls that cannot be meant.
from under_test import address, connected, datagrams, outcome

s = connected(b"echo")
print(outcome(s.send, 5), outcome(s.send, None), outcome(s.send, [1]))
print(outcome(s.write, 5), outcome(s.readinto, b"fixed"), outcome(s.readinto, 5))
print(outcome(s.connect, None), outcome(s.connect, 5), outcome(s.settimeout, "x"))
print(outcome(s.send), outcome(s.recv), outcome(s.connect), outcome(s.send, b"x", 0, 0, 0))
u = datagrams()
print(outcome(u.sendto, 5, address()), outcome(u.sendto, b"x", None), outcome(u.sendto, b"x"))
s.send(b"still there")
print(s.recv(100))
s.close()
u.close()
