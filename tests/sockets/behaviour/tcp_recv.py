# recv() gives what is there, never more than asked for, and nothing is lost between calls.
from under_test import connected

s = connected(b"say 0123456789")
print(s.recv(3), s.recv(0), s.recv(4), s.recv(100), s.recv(100), s.recv(1), s.recv(0))
s.close()
s = connected(b"late 50 x")
print(s.recv(100), s.recv(100))
s.close()
s = connected(b"say abcd")
print(s.recvfrom(3)[0], s.recv(5), s.recvfrom(1)[0])
s.close()
