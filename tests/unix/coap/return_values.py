# What the send family returns, and which faults of the script raise.
import skip  # noqa: F401, I001
import microcoapy
from recording_socket import RecordingSocket, client

coap, sock = client()
first = coap.get("10.0.0.1", 5683, "x")
second = coap.get("10.0.0.1", 5683, "x")
print(0 < first < 65536, second == (first + 1 if first < 65535 else 1), sock.sent[0][1])
for result in (5, True, 0, -1, -7):
    coap, sock = client(result)
    returned = coap.get("10.0.0.1", 5683, "x")
    print(result, returned if returned <= 0 else "id")


class Broken(RecordingSocket):
    def sendto(self, data, address):
        raise OSError(113)


for sock in (None, Broken()):
    coap = microcoapy.Coap()
    coap.debug = False
    coap.sock = sock
    print(coap.get("10.0.0.1", 5683, "x"))

coap, sock = client()
for name, call in (
    ("url None", lambda: coap.get("10.0.0.1", 5683, None)),
    ("url bytes", lambda: coap.get("10.0.0.1", 5683, b"x")),
    ("payload int", lambda: coap.put("10.0.0.1", 5683, "x", 5)),
    ("format None", lambda: coap.put("10.0.0.1", 5683, "x", "p", None, None)),
):
    try:
        print(name, call())
    except (AttributeError, TypeError) as e:
        print(name, type(e))
print(len(sock.sent))

# the id comes back as it was given, the wire has 16 bits of it
packet = microcoapy.CoapPacket()
packet.messageid = 0x12345
print(hex(coap.sendPacket("10.0.0.1", 5683, packet)), sock.take())

# log lines
coap.debug = True
lines = []
coap.log = lines.append
message_id = coap.get("10.0.0.1", 5683, "x")
print(lines == ["Packet sent. messageid: %d" % message_id])
del coap.log
sock.queue("60450001ff6f6b")
print(coap.poll())
coap.log("mine")
