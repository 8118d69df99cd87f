# Every way in which scripts import the module gives the same names.
import sys

import microATsocket
import microATsocket as a
import microATsocket.microATsocket as b
from microATsocket import AF_INET, SOCK_DGRAM, microATsocket as c, socket, sockets_in_use
from microATsocket.microATsocket import socket as again

print(a is microATsocket)
print(b.AF_INET6, c.AF_INET6, AF_INET, SOCK_DGRAM)
print(a.socket is socket, b.socket is socket, c.socket is socket, again is socket)
print(b.sockets_in_use is sockets_in_use, c.sockets_in_use is a.sockets_in_use)
# A28: Pycom's module is not needed.
print("network" in sys.modules)
# What can be named stands in __all__, and what stands there can be named.
print(all([hasattr(a, name) for name in a.__all__]))
print([name for name in dir(a) if name[0] != "_" and name not in a.__all__])
