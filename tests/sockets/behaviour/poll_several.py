# One poll object for several sockets, as a loop that serves them would use it.
import select

from under_test import address, connected, datagrams

u = datagrams()
slow, fast = connected(b"late 1500 slow"), connected(b"echo")
poll = select.poll()
for s in (u, slow, fast):
    poll.register(s, select.POLLIN)
print(poll.poll(0))
fast.send(b"fast")
u.sendto(b"late 500 datagram", address())
order = []
while len(order) < 3:
    for s, event in poll.poll(2000):
        order.append(s.recv(100))
        poll.unregister(s)
print(order)
print(poll.poll(0))
poll.register(fast, select.POLLIN)
fast.send(b"again")
print([s is fast for s, _ in poll.poll(2000)], fast.recv(100))
for s in (u, slow, fast):
    s.close()
