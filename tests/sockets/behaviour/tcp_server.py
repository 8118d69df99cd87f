# bind, listen, accept: two visitors one after the other; the server outlives them.
from under_test import address, connected, free_port, need, stream

port = free_port()
server = stream()
server.bind(address(port))
need("listen", server.listen, 2)
server.settimeout(10)
for turn in range(2):
    control = connected(b"visit %d visitor %d" % (port, turn))
    connection, _ = server.accept()
    print(connection.recv(100))
    print(connection.send(b"welcome %d" % turn))
    connection.close()
    print(control.readline())
    control.close()
server.close()
