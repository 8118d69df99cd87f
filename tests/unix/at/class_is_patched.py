# Methods replaced on the class hold for sockets that exist already, and can be put back.
import microATsocket as at
from support import PEER, attached

modem, s = attached(show=False)
original = at.socket.sendAtCommand


def shown(self, command, max_tries=1):
    print("said", command if isinstance(command, bytes) else command.split("=")[0], self is s)
    return original(self, command, max_tries)


at.socket.sendAtCommand = shown
print(s.open(*PEER))
at.socket.sendAtCommand = original
print(s.sendto(b"x", PEER))

at.socket.later = lambda self, n: (self.socketid, n)
print(s.later(5))
del at.socket.later
print(hasattr(s, "later"))
