# A datagram socket on which nothing was set: it waits, and addresses are those of getaddrinfo().
from under_test import NOTHING_CAME, address, fails, socket

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
print(s.sendto(b"late 50 hello", address()))
data, sender = s.recvfrom(100)
print(data, sender == address(), type(sender) is list)
s.setblocking(False)
print(fails(NOTHING_CAME, s.recvfrom, 100))
s.setblocking(True)
s.sendto(b"late 50 again", sender)
print(s.recvfrom(100)[0])
s.close()
print(s.close())
