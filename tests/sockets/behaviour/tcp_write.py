# write() takes all there is.
from under_test import checksum, connected, pattern

s = connected(b"take 5000")
print(s.write(pattern(3000)), s.write(memoryview(pattern(5000))[3000:]), s.write(b""), s.send(b""))
print(s.readline() == b"5000 %d\n" % checksum(pattern(5000)))
s.close()

s = connected(b"echo")
print(s.write(b"abcdef", 3), s.write(b"abcdef", 4, 2), s.write("text"), s.read(9))
s.close()
