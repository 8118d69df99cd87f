import microATsocket as socket
from support import raised

raised(socket.socket, 1, socket.SOCK_DGRAM)
raised(socket.socket, 0, 0)
raised(socket.socket, family=30, type=2)
raised(socket.socket, socket.AF_INET, socket.SOCK_RAW)
raised(socket.socket, socket.AF_INET6, 0)
try:
    socket.socket(2, 2, 0, 0, 0, 0)
except TypeError:
    print("TypeError")
# None of them took a connection id.
print(socket.sockets_in_use)
