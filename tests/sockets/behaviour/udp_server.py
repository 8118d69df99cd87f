# A bound socket hears peers it never wrote to, and answers the sender.
from under_test import address, ask, datagrams, free_port, need

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
asking.close()
s.close()
