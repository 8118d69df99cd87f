# Six sockets, rings in any order, several in one text: nobody's data is lost or mixed up.
from support import Modem, another

modem = Modem(show=False)
socks = [another(modem) for _ in range(6)]
for i, s in enumerate(socks):
    s.open("192.0.2.%d" % (i + 1), 5000 + i)
for i in (3, 1, 6, 1, 2, 5, 4, 3):
    modem.arrive(i, b"%d:%d" % (i, len(modem.connections[i].inbox)))
print(socks[0].recvfrom())
for s in reversed(socks):
    print(s.recvfrom())
for s in socks:
    print(s.recvfrom())
