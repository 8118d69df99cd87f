# Bodies larger than a message, both ways, from bytes and from streams.
import skip  # noqa: F401, I001
from loopback import URI, pair, text

client, server = pair()
BODY = bytes(i * 7 & 255 for i in range(5000))


class Reader:
    def __init__(self, body):
        self.body = body
        self.at = 0

    def readinto(self, buffer):
        piece = self.body[self.at : self.at + len(buffer)]
        buffer[: len(piece)] = piece
        self.at += len(piece)
        return len(piece)


class Writer:
    def __init__(self):
        self.pieces = []

    def write(self, data):
        self.pieces.append(bytes(data))
        return len(data)


server.add_resource("get", lambda packet: BODY, content_format=42)
server.add_resource("stream", lambda packet: Reader(BODY))
server.add_resource("put", lambda packet: b"%d" % (packet.payload == BODY))
server.add_resource("small", lambda packet: b"1", body_limit=1000)
server.add_resource("reverse", lambda packet: bytes(reversed(packet.payload)))
server.add_resource("sink", lambda packet: b"%d" % (b"".join(packet.payload.pieces) == BODY), sink=lambda p: Writer())

response = client.request("GET", URI + "/get")
print(response.payload == BODY, response.content_format)
for size in (16, 64, 512):
    print(size, client.request("GET", URI + "/get", block_size=size).payload == BODY)
print(client.request("GET", URI + "/stream").payload == BODY)
writer = Writer()
print(client.request("GET", URI + "/get", sink=writer).payload, b"".join(writer.pieces) == BODY, len(writer.pieces))

for size in (32, 256, 1024):
    print(size, client.request("PUT", URI + "/put", BODY, block_size=size).payload)
print(client.request("PUT", URI + "/put", Reader(BODY)).payload)
print(client.request("PUT", URI + "/put", Reader(BODY), block_size=128).payload)
print(client.request("PUT", URI + "/sink", BODY).payload)
print(text(client.request("PUT", URI + "/small", BODY)))
print(client.request("POST", URI + "/reverse", BODY).payload == bytes(reversed(BODY)))

# Lost messages of a transfer are repeated, not the transfer.
client.timing(ack_timeout=0.01)
server.sock.lose = 2
print(client.request("GET", URI + "/get").payload == BODY)

# A short body goes in one message, with nothing about blocks.
print(text(client.request("PUT", URI + "/reverse", b"ab")))
