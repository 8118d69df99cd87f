# MicroPython's TLS over a stream of the module under test, to a server that is CPython's.
from under_test import checksum, pattern, secured

s = secured(b"echo")
for data in (b"hello", bytes(range(256)), b"\r\nOK\r\n"):
    print(s.write(data) == len(data), s.read(len(data)) == data)
s.close()

s = secured(rb"say one\ntwo\nthree")
print(s.readline(), s.readline(), s.read())
s.close()

s = secured(b"give 20000")
print(s.read() == pattern(20000))
s.close()

s = secured(b"take 20000")
view = memoryview(pattern(20000))
while view:
    view = view[s.write(view) :]
print(s.readline() == b"20000 %d\n" % checksum(pattern(20000)))
s.close()
