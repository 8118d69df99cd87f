# KeyboardInterrupt from a socket or a callback passes through poll(), and the object goes on working.
import skip  # noqa: F401, I001
from recording_socket import client

coap, sock = client()


class Interrupted:
    def setblocking(self, flag):
        print("setblocking", flag)

    def recvfrom(self, size):
        raise KeyboardInterrupt

    def sendto(self, data, address):
        raise KeyboardInterrupt


coap.sock = Interrupted()
for call in (lambda: coap.poll(1000), lambda: coap.get("10.0.0.1", 5683, "x")):
    try:
        call()
    except KeyboardInterrupt:
        print("KeyboardInterrupt")


def handler(packet, ip, port):
    raise KeyboardInterrupt


coap.sock = sock
coap.addIncomingRequestCallback("a", handler)
sock.queue("4201beef0102b161")
try:
    coap.poll()
except KeyboardInterrupt:
    print("KeyboardInterrupt")
print(coap.get("10.0.0.1", 5683, "x") > 0, coap.poll(), len(sock.sent))
