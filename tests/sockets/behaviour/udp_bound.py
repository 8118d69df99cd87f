# bind() is the port that peers see.
from under_test import address, datagrams, free_port

port = free_port()
s = datagrams()
s.bind(address(port))
s.sendto(b"whoami", address())
print(int(s.recvfrom(100)[0]) == port)
s.close()
