# Types of token, payload and options per datagram, for bytes and for bytearray from the socket.
import skip  # noqa: F401, I001
from recording_socket import client

coap, sock = client()


def show(packet, address):
    print(repr(packet.token), repr(packet.payload), [(o.number, o.buffer) for o in packet.options], end=" ")
    print(packet.version, packet.type, packet.method, packet.messageid, packet.content_format, packet.query)


coap.responseCallback = show
for as_type in (bytes, bytearray):
    for text in (
        "60450001",
        "62450002aabb",
        "62450003aabbff",
        "62450004aabbc0",
        "60450005ff68656c6c6f",
        "61450006aac132ff68",
        "60450007" + "11aa" * 12 + "ff68",
    ):
        # A repeated message would be recognised as such.
        text = text[:4] + ("00" if as_type is bytes else "01") + text[6:]
        sock.queue(text, as_type)
        coap.poll()
