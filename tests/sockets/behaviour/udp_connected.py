# A datagram socket with one peer: send() and recv(), and what others send is not heard.
from under_test import NOTHING_CAME, address, datagrams, fails

s = datagrams()
s.connect(address())
print(s.send(b"echo one"), s.recv(100))
print(s.write(b"echo two"), s.recv(100))
s.send(b"other stranger")
s.send(b"echo three")
print(s.recv(100))
s.settimeout(0.05)
print(fails(NOTHING_CAME, s.recv, 100))
s.settimeout(5)
s.send(b"twice abc")
print(s.recv(2), s.recv(100))
s.close()
