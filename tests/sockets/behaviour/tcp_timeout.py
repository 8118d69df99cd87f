# How long a stream waits, and what the methods say then.
import errno
import time

from under_test import NOTHING_CAME, connected, fails

s = connected(b"echo")
buffer = bytearray(5)
for seconds in (0.05, 0.3):
    s.settimeout(seconds)
    start = time.ticks_ms()
    print(fails(NOTHING_CAME, s.recv, 5), time.ticks_diff(time.ticks_ms(), start) >= seconds * 900)
# The stream methods raise where time ran out, and give None where nobody waits.
s.settimeout(0.02)
for function, argument in ((s.read, 5), (s.read, -1), (s.readinto, buffer), (s.readline, 5)):
    print(fails((errno.ETIMEDOUT,), function, argument))
for dont_wait in (lambda: s.settimeout(0), lambda: s.setblocking(False)):
    s.settimeout(None)
    dont_wait()
    print(fails((errno.EAGAIN,), s.recv, 5), s.read(5), s.read(), s.readinto(buffer), s.readline())
s.settimeout(5)
s.send(b"ab")
print(s.recv(5))
s.setblocking(True)
s.send(b"cd")
print(s.recv(5))
# What was there before the time ran out is not lost.
s.send(b"ef")
print(s.read(1))
s.setblocking(False)
print(s.read(10), s.read(10))
s.close()
