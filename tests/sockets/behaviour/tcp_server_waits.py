# accept() without a visitor, and calls that a listening socket does not serve.
import time

from under_test import GONE, NOTHING_CAME, address, connected, fails, free_port, need, stream

port = free_port()
server = stream()
server.bind(address(port))
need("listen", server.listen, 1)
for seconds in (0, 0.1):
    server.settimeout(seconds)
    start = time.ticks_ms()
    print(fails(NOTHING_CAME, server.accept), time.ticks_diff(time.ticks_ms(), start) >= seconds * 900)
server.setblocking(False)
print(fails(NOTHING_CAME, server.accept))
print(fails(GONE, server.recv, 1), fails(GONE, server.send, b"x"))
server.setblocking(True)
control = connected(b"visit %d hello" % port)
connection, _ = server.accept()
print(connection.read(5))
connection.close()
print(control.readline())
control.close()
server.close()
