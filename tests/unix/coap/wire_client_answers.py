# What a client answers to responses: an empty ACK to each confirmable one, nothing to the others, RST to a ping.
import skip  # noqa: F401, I001
from recording_socket import client

coap, sock = client()
coap.responseCallback = lambda packet, address: print("callback", packet.toString(), address)


def show(row, *texts):
    for text in texts:
        sock.queue(text)
        print(row, coap.poll(), coap.state, sock.take())


message_id = coap.get("10.0.0.1", 5683, "x")
sock.take()
show(48, "6000%04x" % message_id, "424577880102ff64617461")
message_id = coap.get("10.0.0.1", 5683, "x")
sock.take()
show(49, "6000%04x" % message_id, "524577890102ff64617461")
show(50, "4245778a0102ff64617461")
show(51, "4000778b")
