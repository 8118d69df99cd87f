# Options that scripts add themselves: coding, order, empty values, and what one packet sent twice looks like.
import skip  # noqa: F401, I001
from microcoapy import CoapPacket
from recording_socket import client

H, P = "10.0.0.1", 5683
coap, sock = client()


def show(row, options):
    packet = CoapPacket()
    packet.messageid = 0x1234
    for number, value in options:
        packet.addOption(number, value)
    coap.sendPacket(H, P, packet)
    print(row, sock.take()[:40])


for number in (268, 269, 300, 65000):
    show(32, [(number, b"a")])
for length in (268, 269, 300, 524, 525):
    show((33 if length == 268 else 34, length), [(35, b"p" * length)])
show(35, [(17, "2"), (11, "a"), (6, b"\0")])
show(36, [(5, b"")])
show(36, [(6, b"")])
show("empty path, host, query", [(3, b""), (11, b""), (15, b"")])

packet = CoapPacket()
packet.messageid = 0x0102
packet.addOption(11, "x")
packet.content_format = 50
packet.query = "q=1"
packet.payload = "p"
coap.sendPacket(H, P, packet)
coap.sendPacket(H, P, packet)
print(37, sock.take(), len(packet.options))

packet = CoapPacket()
packet.query = ["a=1", "b&2"]
coap.sendPacket(H, P, packet)
print("a list of queries", sock.take())
