# request(): one call, one response packet or one exception.
import skip  # noqa: F401, I001
import microcoapy
from loopback import URI, pair, text

client, server = pair()


def echo(packet):
    queries = [bytes(o.buffer) for o in packet.options if o.number == 15]
    return 69, "%d %s %s %s" % (packet.method, bytes(packet.payload or b""), packet.content_format, queries)


server.add_resource("echo", echo)
server.add_resource("/default", lambda packet: b"x")
server.add_resource("nothing", lambda packet: None)
server.add_resource("code", lambda packet: 163)

for method in ("GET", "POST", "PUT", "DELETE", "PATCH", "IPATCH", 1):
    print(method, client.request(method, URI + "/echo").payload, text(client.request(method, URI + "/default")))
print(client.request("FETCH", URI + "/echo", b"q", content_format=0).payload)
print(client.request("POST", URI + "/echo?a=1&b=2", "text", content_format=50).payload)
print(client.request("GET", ("10.0.0.2", 5683, "echo"), query="a=1&b=2").payload)
print(client.request("GET", ("10.0.0.2", 5683, "/echo"), query=["a&b", "c"]).payload)
print(client.request("GET", URI + "/echo", confirmable=False).type)
print(text(client.request("GET", URI + "/nothing")), text(client.request("GET", URI + "/code")))
response = client.request("GET", URI + "/none")
print(text(response), response.address, isinstance(response, microcoapy.CoapPacket))

# Faults of the script
for fault in (
    lambda: client.request("BREW", URI),
    lambda: client.request("GET", "http://10.0.0.2/"),
    lambda: client.request("GET", URI, block_size=100),
    lambda: microcoapy.Coap().request("GET", URI),
):
    try:
        fault()
    except (OSError, ValueError) as e:
        print(type(e))

# No answer
client.sock.lose = 9
try:
    client.request("GET", URI + "/echo", timeout=0.05)
except OSError as e:
    print(e.args[0] == 110)
client.sock.lose = 0

# The peer refuses: here a client that has no context for the request
try:
    server.addIncomingRequestCallback("refused", lambda packet, ip, port: server.sock.sendto(
        bytes((0x70, 0, packet.messageid >> 8, packet.messageid & 255)), (ip, port)))
    client.request("GET", URI + "/refused", timeout=1)
except OSError as e:
    print(e.args[0] == 104)

# A lost request is sent again; the handler runs once.
runs = []
server.add_resource("count", lambda packet: runs.append(1))
client.sock.lose = 1
print(client.request("GET", URI + "/count", ack_timeout=0.02).method, len(runs))
server.sock.lose = 1
print(client.request("GET", URI + "/count", ack_timeout=0.02).method, len(runs))

print(client.ping("10.0.0.2"), client.ping("10.0.0.9", timeout=0.02))
