# Native sockets and resources while the collector runs at nearly every allocation: nothing is freed that is in use.
import skip  # noqa: F401, I001
import gc

import microcoapy
from microcoapy.microcoapy import socket

try:
    socket.AF_INET6
    server = microcoapy.Coap()
    server.debug = False
    server.start(15721)
except (AttributeError, OSError):
    print("SKIP")
    raise SystemExit

gc.threshold(48)
server.add_resource("echo", lambda packet: packet.payload + packet.query, methods=("POST", "PUT"))
server.add_resource("long", lambda packet: bytes(3000))


class Client(microcoapy.Coap):
    def loop(self, blocking=True):
        server.poll()
        return microcoapy.Coap.loop(self, blocking)


clients = []
for reuse in (False, True, False, True, False, True):
    client = Client()
    client.debug = False
    client.reuse_packets = reuse
    client.start(0)
    clients.append(client)
server.reuse_packets = True


def ask(client, *arguments, **keywords):
    handle = client.submit(*arguments, **keywords)
    while not handle.done:
        client.poll(5, 1)
    return handle.result().payload


wrong = 0
for i in range(600):
    client = clients[i % 6]
    body = b"%d-" % i * (1 + i % 17)
    wrong += ask(client, "POST", ("127.0.0.1", 15721, "echo"), body, query="q%d" % i) != body + b"q%d" % i
    if i % 50 == 0:
        wrong += ask(client, "GET", ("127.0.0.1", 15721, "long")) != bytes(3000)
print(wrong)
