# Requests to a group over loopback: each server that has something to say answers, at leisure, from its own address.
import skip  # noqa: F401, I001
import microcoapy
from microcoapy.microcoapy import socket

GROUP, PORT = "224.0.1.187", 15711
LOOPBACK = b"\x7f\0\0\1"
IP_MULTICAST_IF = 32


def server(port, name):
    coap = microcoapy.Coap()
    coap.debug = False
    coap.start(port)
    coap.timing(leisure=0.02)
    coap.add_resource("name", lambda packet: name, content_format=0, attributes={"rt": name})
    return coap


try:
    socket.inet_pton  # a port whose sockets know groups on loopback
    servers = [server(15712, "one"), server(PORT, "two")]
    for coap in reversed(servers):
        coap.join_group(GROUP, PORT, "127.0.0.1")
except (AttributeError, OSError):
    print("SKIP")
    raise SystemExit


class Client(microcoapy.Coap):
    def loop(self, blocking=True):
        for coap in servers:
            coap.poll()
        return microcoapy.Coap.loop(self, blocking)


client = Client()
client.debug = False
client.start(0)
client.sock.setsockopt(0, IP_MULTICAST_IF, LOOPBACK)


def ask(path, **keywords):
    handle = client.submit("GET", "coap://%s:%d%s" % (GROUP, PORT, path), multicast=True, timeout=0.2, **keywords)
    while not handle.done:
        client.poll(20, 5)
    return sorted((packet.payload, packet.type, packet.address[1]) for packet in handle.result())


print(ask("/name"))
print(ask("/nothing-here"), ask("/.well-known/core?rt=two"), ask("/.well-known/core?rt=three"))
print(ask("/name", callback=lambda request: print("callback", len(request.response), request.error)))
responses = client.request("GET", (GROUP, PORT, "name"), multicast=True, timeout=0.1)
print(type(responses))

# The drop-in tier asks as it always did; the others' 4.04 stays unsaid.
for _ in range(5):
    client.poll(10, 5)
seen = []
client.responseCallback = lambda packet, address: seen.append(packet.payload)
client.getNonConf(GROUP, PORT, "name")
for _ in range(20):
    client.poll(10, 5)
servers[0].remove_resource("name")
servers[0].resources = None
servers[0].addIncomingRequestCallback("x", lambda packet, ip, port: print("callback", packet.type))
client.getNonConf(GROUP, PORT, "y")
client.getNonConf(GROUP, PORT, "x")
for _ in range(10):
    client.poll(10, 5)
print(sorted(seen))

# What is sent to the server alone is answered at once, and errors too.
print(client.request("GET", ("127.0.0.1", PORT, "nothing-here")).method)
for bad in (("224.0.1",), ("224.0.1.999",), ("a.b.c.d",)):
    try:
        servers[0].join_group(*bad)
    except ValueError as e:
        print(e)
custom = microcoapy.Coap()
custom.setCustomSocket(Client())
try:
    custom.join_group()
except OSError as e:
    print(e.args[0] == 95)
