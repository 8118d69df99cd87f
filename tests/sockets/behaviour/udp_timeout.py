# How long recvfrom() waits.
import time

from under_test import NOTHING_CAME, address, datagrams, fails

s = datagrams()
s.sendto(b"hello", address())
for seconds in (0, 0.05, 0.3):
    s.settimeout(seconds)
    start = time.ticks_ms()
    print(fails(NOTHING_CAME, s.recvfrom, 10), time.ticks_diff(time.ticks_ms(), start) >= seconds * 900)
s.setblocking(False)
print(fails(NOTHING_CAME, s.recvfrom, 10))
s.settimeout(5)
s.sendto(b"late 100 here", address())
print(s.recvfrom(10)[0])
s.setblocking(True)
s.sendto(b"late 100 again", address())
print(s.recvfrom(10)[0])
s.settimeout(None)
s.sendto(b"late 100 and again", address())
print(s.recvfrom(10)[0])
s.close()
