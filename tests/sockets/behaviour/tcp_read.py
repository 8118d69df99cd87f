# The stream methods: how much each reads.
from under_test import connected

s = connected(rb"say one\ntwo\n\nrest_without_end")
print(s.readline(), s.readline(), s.readline())
print(s.read(4), s.read(0))
buffer = bytearray(6)
print(s.readinto(buffer), buffer)
print(s.readinto(buffer, 2), buffer)
print(s.read(), s.read(), s.read(5), s.readline(), s.readinto(buffer))
s.close()

s = connected(rb"say abc\ndef")
print(s.readline(2), s.readline(100), s.readline(-1), s.readline())
s.close()

# read(n) and readinto() wait until all is there or the peer has closed.
s = connected(rb"pieces 20 ab cd ef gh")
print(s.read(5), s.read(5))
s.close()
s = connected(rb"pieces 20 ab cd ef gh")
buffer = bytearray(7)
print(s.readinto(buffer), buffer)
print(s.readinto(buffer), buffer)
s.close()
s = connected(rb"pieces 20 a b\nc \n")
print(s.readline(), s.readline(), s.readline())
s.close()
