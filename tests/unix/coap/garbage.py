# What a request leaves to the collector, over sockets of the port's own: the packet and its payload, and with
# reuse_packets the payload alone.
import skip  # noqa: F401, I001
import gc
import sys

import microcoapy
from microcoapy.microcoapy import socket

COUNT = 40
PAYLOAD = b"hello from the server"
# A packet is at most so many machine words: an instance, its table, its datagram.
LAZY, WHOLE = 24, 72
word = 8 if sys.maxsize > 2**32 else 4


def address(port):
    return socket.getaddrinfo("127.0.0.1", port)[0][-1]


# Bytes per run that stay, beside payloads that were read.
def left_by(run, payloads=0):
    for _ in range(20):
        run()
    gc.collect()
    gc.disable()
    before = gc.mem_alloc()
    for _ in range(COUNT):
        run()
    after = gc.mem_alloc()
    for _ in range(COUNT * payloads):
        bytes(COPIED)
    copied = gc.mem_alloc() - after
    gc.enable()
    return (after - before - copied) // COUNT


COPIED = bytearray(PAYLOAD)

try:
    raw = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    raw.bind(address(15701))
except (AttributeError, OSError):
    print("SKIP")
    raise SystemExit
raw.setblocking(False)
server_address, client_address = address(15702), address(15703)

# ---- a server: the raw socket asks
server = microcoapy.Coap()
server.debug = False
server.start(15702)
server.add_resource("hello", lambda packet: PAYLOAD, content_format=0)
query = bytearray(b"\x42\x01\x00\x00\xab\xcd\xb5hello")
reply = bytearray(64)
answers = 0


def ask():
    global answers
    query[3] = (query[3] + 1) & 255
    raw.sendto(query, server_address)
    server.poll(1000)
    answers += raw.readinto(reply) == 8 + len(PAYLOAD)


print("server", left_by(ask) <= LAZY * word, end=" ")
server.reuse_packets = True
print(left_by(ask), answers)


# ---- a client: the raw socket answers while it waits
class Client(microcoapy.Coap):
    def loop(self, blocking=True):
        answer_one()
        return microcoapy.Coap.loop(self, blocking)


response = bytearray(b"\x60\x45\0\0tttt\xc0\xff" + PAYLOAD)
short = bytearray(b"\x60\x45\0\0\xc0\xff" + PAYLOAD)


def answer_one():
    if raw.readinto(reply):
        message = response if reply[0] == 0x44 else short
        message[0] = 0x60 | reply[0] & 15
        for i in range(2, 4 + (reply[0] & 15)):
            message[i] = reply[i]
        raw.sendto(message, client_address)


client = Client()
client.debug = False
client.start(15703)
target = ("127.0.0.1", 15701, "hello")
arrived = 0


def request():
    global arrived
    arrived += len(client.request("GET", target).payload)


def received(packet, sender):
    global arrived
    arrived += len(packet.payload)


def get():
    client.get("127.0.0.1", 15701, "hello")
    client.poll(1000)


client.responseCallback = received
print("request()", left_by(request, 1) <= LAZY * word, "get()", left_by(get, 1) <= WHOLE * word, end=" ")
client.reuse_packets = True
print(left_by(request, 1), left_by(get, 1), arrived == 4 * 60 * len(PAYLOAD))
