# A resource with a sink gets every body through it, in blocks or whole; what a sink raises is answered 5.00.
import skip  # noqa: F401, I001
from loopback import URI, pair, text

client, server = pair()


class Sink:
    def __init__(self, packet):
        self.pieces = []
        if packet.query == b"refuse":
            raise OSError(28)

    def write(self, data):
        if data == b"bad":
            raise ValueError("bad")
        self.pieces.append(len(data))


server.add_resource("sink", lambda packet: str(packet.payload and packet.payload.pieces), sink=Sink)
for payload in (bytes(2500), b"one", b"", None):
    print(text(client.request("PUT", URI + "/sink", payload)))
print(text(client.request("GET", URI + "/sink")), text(client.request("DELETE", URI + "/sink")))
for payload, query in ((b"bad", ""), (b"x", "?refuse"), (bytes(2500), "?refuse")):
    handle = client.submit("PUT", URI + "/sink" + query, payload)
    try:
        server.poll()
    except (OSError, ValueError) as e:
        print(repr(e), end=" ")
    print(text(handle.wait(1)))
