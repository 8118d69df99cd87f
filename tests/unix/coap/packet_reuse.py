# With reuse_packets one packet object serves all: it holds the newest message. Handles keep packets of their own.
import skip  # noqa: F401, I001
from loopback import URI, pair
from recording_socket import client as recording

client, server = pair()
client.reuse_packets = server.reuse_packets = True
seen = []


def echo(packet):
    seen.append(packet)
    packet.note = "mine"
    return b"%s %s %s" % (packet.payload or b"-", packet.query, bytes(packet.token) == bytes(packet.token) and b"t")


server.add_resource("echo", echo)
first = client.request("POST", URI + "/echo?a=1&b", b"one")
print(first.payload, first.type, first.method, first.content_format, first.address, first.accept)
second = client.request("GET", URI + "/echo", accept=0)
print(second is first, second.payload, seen[0] is seen[1], hasattr(seen[1], "note"))
print(seen[1].accept, seen[1].payload, [o.number for o in seen[1].options], seen[1].options is seen[1].options)

handles = [client.submit("GET", URI + "/echo", query=str(n)) for n in range(2)]
print([handle.wait(1).payload for handle in handles], handles[0].response is not handles[1].response)

# A new one each time unless the script asks for less.
client.reuse_packets = False
third, fourth = client.request("GET", URI + "/echo"), client.request("GET", URI + "/echo", query="4")
print(third is not fourth, third.payload, fourth.payload)
for name in ("version", "type", "tokenLength", "method", "messageid", "options", "code", "contentType"):
    print(name, hasattr(third, name), end=" ")
print(hasattr(third, "nope"), getattr(third, "nope", 3), third.toString()[:25])

# Callbacks of the drop-in tier.
coap, sock = recording()
coap.reuse_packets = True
packets = []
coap.responseCallback = lambda packet, address: packets.append(packet) or print(packet.messageid, packet.payload, packet.query)
for text in ("60450001ff68", "624500020000c0ff656c", "60450003"):
    sock.queue(text)
    coap.poll()
print(packets[0] is packets[2], packets[0].payload)
