# One socket, two peers in turn.
from under_test import address, ask, datagrams

first, second = address(), address(int(ask(b"port")))
s = datagrams()
for _ in range(2):
    for peer in (first, second):
        s.sendto(b"echo hello", peer)
        answer, sender = s.recvfrom(100)
        print(answer, sender == peer)
s.close()
