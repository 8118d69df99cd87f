# An earlier response is used while it is fresh, then validated by its ETag (RFC 7252 section 5.6).
import skip  # noqa: F401, I001
from loopback import URI, pair, text
from recording_socket import client as recording

client, server = pair()
calls = []


def handler(packet):
    calls.append(packet.etag)
    return b"state %d" % len(calls)


resource = server.add_resource("r", handler, etag=b"v1", max_age=60)
first = client.request("GET", URI + "/r")
print(first.payload, first.etag, first.max_age)
again = client.request("GET", URI + "/r", cached=first)
print(again is first, len(calls))

# Stale at once: the server is asked, and says that nothing has changed.
resource.max_age = 0
stale = client.request("GET", URI + "/r")
resource.max_age = 5
handle = client.submit("GET", URI + "/r", cached=stale)
print(handle.done, handle.wait(1) is stale, stale.payload, stale.max_age, len(calls))
print(client.submit("GET", URI + "/r", cached=stale).done, len(calls))

# And that it has.
resource.max_age, resource.etag = 0, b"v2"
stale = client.request("GET", URI + "/r")
resource.etag = b"v3"
new = client.request("GET", URI + "/r", cached=stale)
print(new is stale, new.payload, new.etag)

# In blocks, and what has no ETag.
resource.handler = lambda packet: calls.append(0) or bytes(3000)
resource.etag = b"long"
long = client.request("GET", URI + "/r")
calls.clear()
print(client.request("GET", URI + "/r", cached=long) is long, len(long.payload), long.max_age, calls)
resource.etag = None
short = client.request("GET", URI + "/r", block_size=512)
print(client.request("GET", URI + "/r", cached=short) is short)

# Other methods have nothing to do with it.
print(text(client.request("PUT", URI + "/r", b"x", cached=first))[:4])

# On the wire: ETag in front of Uri-Path, none without one.
coap, sock = recording()
for etag in (b"\x42ab", b""):
    handle = coap.submit("GET", ("10.0.0.1", 5683, "a"))
    request = sock.sent.pop()[0]
    mark = b"\xa1\0" if etag else b"\xe1\0\0"  # Max-Age 0 behind it
    sock.incoming.append(b"\x64\x45" + request[2:8] + etag + (b"\xa0" if etag else b"\xd0\x01") + b"\xffx")
    coap.poll()
    packet = handle.result()
    coap.submit("GET", ("10.0.0.1", 5683, "a"), cached=packet)
    request = sock.sent.pop()[0]
    print(packet.etag, packet.max_age, request[8:])
    sock.incoming.append(b"\x64\x43" + request[2:8] + etag)
    print(coap.poll())
