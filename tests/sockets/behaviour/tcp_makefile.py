# makefile() gives a stream of the connection.
from under_test import connected

s = connected(b"echo")
f = s.makefile("rwb")
f.write(b"one\ntwo\nthree")
print(f.readline(), f.readline(), f.read(5))
s.close()
s = connected(rb"say a\nb")
f = s.makefile("rb")
print(f.readline(), f.read(), f.read())
s.close()
