# Six connection ids. A seventh socket can be made and says what is missing when it opens.
import microATsocket as at
from support import PEER, attached, another, raised

modem, first = attached()
socks = [another(modem) for _ in range(5)]
print(at.has_available_sockets(), at.sockets_in_use)
seventh = another(modem)
print(seventh.socketid)
raised(seventh.open, *PEER)
raised(seventh.sendto, b"x", PEER)
print(seventh.close(), seventh.close(True))
first.close(True)
print(at.has_available_sockets())
print(seventh.sendto(b"x", PEER), seventh.socketid, at.sockets_in_use)
