# The other address family.
from under_test import PEER, socket

address = socket.getaddrinfo("::1", PEER, socket.AF_INET6)[0][-1]
u = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
u.settimeout(5)
u.sendto(b"echo over six", address)
data, sender = u.recvfrom(100)
print(data, sender == address)
u.close()
s = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
s.settimeout(5)
s.connect(address)
s.write(b"say over six\n")
print(s.read())
s.close()
