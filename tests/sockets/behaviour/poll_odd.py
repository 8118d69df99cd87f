# Sockets that are not connected, listen, or are closed.
import select

from under_test import address, connected, free_port, need, stream

NVAL = 0x20


def polled(s, flags, wait=0):
    poll = select.poll()
    poll.register(s, flags)
    return [event for _, event in poll.poll(wait)]


IN, OUT, HUP = select.POLLIN, select.POLLOUT, select.POLLHUP
s = stream()
print(polled(s, IN | OUT) == [OUT | HUP], polled(s, IN) == [HUP])
s.close()
print(polled(s, IN) == [NVAL])
port = free_port()
server = stream()
server.bind(address(port))
need("listen", server.listen, 1)
print(polled(server, IN | OUT))
control = connected(b"visit %d hello" % port)
print(polled(server, IN, 2000) == [IN])
connection, _ = server.accept()
print(polled(server, IN), polled(connection, IN, 2000) == [IN])
connection.close()
control.close()
server.close()
