# Which methods of a custom socket are called, in which order; no other method is needed.
import skip  # noqa: F401, I001
import microcoapy
from recording_socket import client

coap, sock = client()
for blocking in (True, False):
    coap.loop(blocking)
    print(sock.calls)
    sock.calls.clear()
coap.poll()
print(sock.calls)
sock.calls.clear()
coap.get("10.0.0.1", 5683, "x")
print(sock.calls, type(sock.sent), coap.isCustomSocket)


class Checked:
    def sendto(self, data, address):
        print(type(data), type(address), address)
        return 1


coap.sock = Checked()
coap.get("10.0.0.1", 5683, "x")
coap.get("some.name", 5683, "x")

# A socket without close() may be dropped, one with it is closed.
coap.setCustomSocket(sock)
coap.stop()
print(coap.sock)
sock.close = lambda: print("closed")
coap.setCustomSocket(sock)
coap.stop()
coap.stop()
print(microcoapy.Coap().loop(), microcoapy.Coap().poll(1))


# The socket is set blocking again after every read, whatever recvfrom did.
class Raising:
    def setblocking(self, flag):
        print("setblocking", flag)

    def recvfrom(self, size):
        raise OSError(5)


coap.sock = Raising()
print(coap.poll(), coap.readBytesFromSocket(10))
