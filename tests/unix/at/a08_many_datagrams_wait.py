# More announcements than anybody would count: each datagram comes once, whole and in order.
from support import PEER, attached

modem, s = attached(show=False)
s.open(*PEER)
for i in range(50):
    modem.arrive(1, b"datagram %d" % i)
got = []
for _ in range(60):
    data = s.recvfrom()[0]
    if data is not None:
        got.append(data)
print(got == [b"datagram %d" % i for i in range(50)], len(got))
modem.arrive(1, b"last")
print(s.recvfrom(), s.recvfrom())
