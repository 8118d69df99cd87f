# A message of up to 1152 bytes is sent; a longer one is refused as a whole.
import skip  # noqa: F401, I001
from microcoapy import CoapPacket
from recording_socket import client

coap, sock = client()
for length in (1014, 1015, 1143, 1144):
    result = coap.post("h", 5683, "x", b"p" * length)
    print(38, length, [len(data) for data, _ in sock.sent], result != 0)
    sock.sent.clear()

packet = CoapPacket()
packet.addOption(35, b"u" * 1200)
packet.addOption(39, b"coap")
print(39, coap.sendPacket("h", 5683, packet), sock.take())
