# A socket that was bound and hears anyone gets a peer: what that sent before is there, what others send then is not.
from under_test import NOTHING_CAME, address, datagrams, fails, free_port, need

port = free_port()
s = datagrams()
need("datagrams of unknown peers", s.bind, address(port))
s.sendto(b"twice abc", address())
print(s.recvfrom(100)[0])
s.sendto(b"echo waits", address())
s.connect(address())
print(s.recv(100), s.recv(100))
print(s.send(b"echo sent"), s.recv(100))
s.send(b"other stranger")
s.settimeout(0.05)
print(fails(NOTHING_CAME, s.recv, 100))
s.close()
