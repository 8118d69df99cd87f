# A request that fills the buffer it was read into is answered 4.13 with Size1, and with Block1 where blocks are taken; a
# response that does is asked for again in blocks (RFC 7959 section 2.9.3).
import skip  # noqa: F401, I001
import microcoapy
from loopback import URI, pair, text
from microcoapy import CoapOption, CoapPacket
from recording_socket import client as recording


def put(coap, sock, number, size):
    message = bytes((0x41, 3, 0, number, 7)) + b"\xb1a\xff"
    sock.incoming.append((message + bytes(size))[:1152])
    print(coap.poll(), sock.take())


coap, sock = recording()
coap.addIncomingRequestCallback("a", lambda packet, ip, port: print("handler", len(packet.payload)))
put(coap, sock, 1, 1000)
put(coap, sock, 2, 1300)
coap.callbacks.clear()
coap.add_resource("a", lambda packet: print("resource", len(packet.payload)), body_limit=5000)
put(coap, sock, 3, 1000)
put(coap, sock, 4, 1300)
put(coap, sock, 4, 1300)

# The script's own server wants smaller pieces.
client, server = pair()
bodies = []


def picky(packet):
    bodies.append(len(packet.payload))
    if len(bodies) > 1:
        return None
    answer = CoapPacket()
    answer.method = 141
    answer.options.append(CoapOption(27, b"\x02"))
    return answer


server.add_resource("picky", picky)
print(text(client.request("PUT", URI + "/picky", bytes(200))), bodies)

# Responses.
for method in ("GET", "POST"):
    coap, sock = recording()
    handle = coap.submit(method, ("10.0.0.1", 5683, "a"))
    request = sock.sent.pop()[0]
    sock.incoming.append((b"\x64\x45" + request[2:8] + b"\xff" + bytes(1300))[:1152])
    print(coap.poll(), handle.done, handle.error and handle.error.args[0], [m[0][8:] for m in sock.sent])
