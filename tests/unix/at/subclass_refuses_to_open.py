# A subclass decides: its open() is asked, and nothing is said to the modem when it says no.
import microATsocket as at
from support import PEER, Modem


class Closed(at.socket):
    def open(self, ip, port):
        return False


s = Closed(at.AF_INET, at.SOCK_DGRAM)
s.setModemInstance(Modem())
print(s.sendto(b"abc", PEER))
s.ip, s.port = PEER
print(s.recvfrom())
