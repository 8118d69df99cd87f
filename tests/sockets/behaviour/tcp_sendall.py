# sendall(), which the port's own module has not.
from under_test import checksum, connected, need, pattern

s = connected(b"take 5000")
print(need("sendall", getattr, s, "sendall") is not None)
print(s.sendall(pattern(3000)), s.sendall(memoryview(pattern(5000))[3000:]), s.sendall(b""))
print(s.readline() == b"5000 %d\n" % checksum(pattern(5000)))
s.close()
