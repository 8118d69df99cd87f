# Another modem under the same socket: opened there.
from support import PEER, Modem, attached

modem, s = attached()
print(s.sendto(b"a", PEER))
other = Modem()
s.setModemInstance(other)
print("other")
print(s.sendto(b"b", PEER))
print(modem.sent, other.sent, s.modem is other)
