# getaddrinfo(): addresses as they are, names, and names that nobody has.
from under_test import HOST, PEER, outcome, socket


def same(name):
    rows = socket.getaddrinfo(name, PEER, socket.AF_INET, socket.SOCK_STREAM)
    family, kind, _, _, address = rows[0]
    print(family == socket.AF_INET, kind == socket.SOCK_STREAM, address == socket.getaddrinfo(HOST, PEER)[0][-1])


same(HOST)
same("localhost")
print(type(outcome(socket.getaddrinfo, "nobody.invalid", 1)) is str)
print(len(socket.getaddrinfo(HOST, 1, 0, socket.SOCK_STREAM)))
s = socket.socket(*socket.getaddrinfo(HOST, PEER, 0, socket.SOCK_STREAM)[0][:3])
s.connect(socket.getaddrinfo(HOST, PEER)[0][-1])
s.write(b"say by its name")
s.write(b"\n")
print(s.read())
s.close()
