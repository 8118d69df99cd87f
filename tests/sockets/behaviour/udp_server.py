# A bound socket hears peers it never wrote to, and answers the sender.
from under_test import NOTHING_CAME, address, ask, datagrams, fails, free_port, need

port = free_port()
other = int(ask(b"port"))
s = datagrams()
s.bind(address(port))
asking = datagrams()
asking.sendto(b"knock %d echo from a stranger" % port, address())
data, sender = need("datagrams of unknown peers", s.recvfrom, 100)
print(data, sender == address(other))
s.sendto(data, sender)
print(s.recvfrom(100)[0])
s.setblocking(False)
print(fails(NOTHING_CAME, s.recvfrom, 100))
asking.close()
s.close()
