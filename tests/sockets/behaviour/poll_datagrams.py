# select.poll() on a datagram socket: ready while a datagram waits.
import select

from under_test import address, datagrams

IN, OUT = select.POLLIN, select.POLLOUT
s = datagrams()
poll = select.poll()
poll.register(s, IN | OUT)
print([event for _, event in poll.poll(0)] == [OUT])
s.sendto(b"twice !", address())
poll.modify(s, IN)
for _ in range(2):
    print([(found is s, event) for found, event in poll.poll(1000)] == [(True, IN)], s.recvfrom(10)[0])
print(poll.poll(0))
s.close()
