# select.select(), which boards have beside poll().
import select
import time

from under_test import address, connected, datagrams

s, u = connected(b"echo"), datagrams()
u.sendto(b"nothing to answer", address())
print(select.select([s, u], [], [], 0), [found is s for found in select.select([], [s], [], 0)[1]])
start = time.ticks_ms()
print(select.select([s], [], [], 0.1), time.ticks_diff(time.ticks_ms(), start) >= 90)
s.send(b"ping")
readable, writable, failed = select.select([s, u], [], [], 5)
print([found is s for found in readable], writable, failed, s.recv(10))
u.sendto(b"late 50 a datagram", address())
readable, _, _ = select.select([s, u], [], [])
print([found is u for found in readable], u.recvfrom(100)[0])
print(select.select([s, u], [], [], 0))
s.close()
u.close()
