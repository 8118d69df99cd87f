from support import attached

modem, s = attached()
print(s.localport, s.hasExplicitLocalPort)
# Nothing is said to the modem; the address does not matter.
print(s.bind(("", 5000)), s.localport, s.hasExplicitLocalPort)
print(s.bind(["192.0.2.1", 5001, "more"]), s.localport)
try:
    s.bind("x")
except IndexError:
    print("IndexError")
print(s.open("192.0.2.10", 5683), s.localport)
print(s.open("192.0.2.11", 5683), s.localport)
s.reset()
print(s.localport, s.hasExplicitLocalPort, s.socketid, s.ip, s.port)
