# A TLS stream that does not wait, and select.poll() on it.
import select

from under_test import secured

IN = select.POLLIN
s = secured(b"echo")
s.setblocking(False)
print(s.read(10), s.readline())
poll = select.poll()
poll.register(s, IN)
print(poll.poll(50))
s.write(b"hello")
for limit in (3, 10):
    print([event for _, event in poll.poll(5000)] == [IN], s.read(limit))
print(poll.poll(50), s.read(10))
s.close()
