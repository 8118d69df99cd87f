# Whatever arrives at a client, a server or a server of resources, while requests of their own are under way: poll()
# neither raises nor hangs, and each of them works afterwards.
import skip  # noqa: F401, I001
from loopback import URI, pair
from recording_socket import client


class Random:
    def __init__(self, seed):
        self.state = seed

    def __call__(self, limit):
        self.state = (self.state * 1103515245 + 12345) & 0x7FFFFFFF
        return (self.state >> 8) % limit

    def bytes(self, length):
        return bytes(self(256) for _ in range(length))


OPTIONS = (1, 3, 4, 5, 6, 7, 8, 11, 11, 12, 14, 15, 17, 23, 27, 28, 35, 60, 252, 258, 292)
CODES = (0, 1, 2, 3, 4, 5, 65, 68, 69, 95, 132, 136, 160)


def nibble(value):
    if value < 13:
        return value, b""
    if value < 269:
        return 13, bytes((value - 13,))
    return 14, bytes((value - 269 >> 8, value - 269 & 255))


def datagram(r, last):
    if r(10) == 0:
        return r.bytes(r(40))
    token = r.bytes(r(3))
    if last and r(4) == 0:
        token = last[4 : 4 + (last[0] & 15)]
    data = bytes((0x40 | r(4) << 4 | len(token), CODES[r(len(CODES))]))
    data += (last[2:4] if last and r(4) == 0 else bytes((0, r(40)))) + token
    number = 0
    for _ in range(r(6)):
        option = OPTIONS[r(len(OPTIONS))]
        if option < number:
            continue
        value = (b"a", b"b", b"", b"\x06", b"\x0e", r.bytes(1), r.bytes(2), r.bytes(r(20)))[r(8)]
        delta, length = nibble(option - number), nibble(len(value))
        data += bytes((delta[0] << 4 | length[0],)) + delta[1] + length[1] + value
        number = option
    return data + (b"\xff" + r.bytes((1, 16, 64, r(60))[r(4)]) if r(2) else b"")


def shower(coap, sock, act, seed):
    r = Random(seed)
    for _ in range(1500):
        last = sock.sent[-1][0] if sock.sent else b""
        sock.sent[:] = sock.sent[-4:]
        sock.calls.clear()
        sock.address = ("10.0.0.%d" % r(3), 5683)
        sock.incoming.append(datagram(r, last))
        if r(8) == 0:
            act(r)
        coap.poll()


one, sock = client()
one.responseCallback = lambda packet, address: packet.toString()


def use(r):
    if r(2):
        one.put("10.0.0.%d" % r(3), 5683, "a", r.bytes(r(300)))
    else:
        one.submit(("GET", "PUT")[r(2)], "coap://10.0.0.1/a", r.bytes(r(2000)), block_size=64, ack_timeout=0.001)


shower(one, sock, use, 1)

two, sock = client()
two.addIncomingRequestCallback("a", lambda packet, ip, port: two.sendResponse(
    ip, port, packet.messageid, "x", 69, -1, packet.token))
two.responseCallback = lambda packet, address: None
shower(two, sock, lambda r: two.sendResponse("10.0.0.1", 5683, r(40), "x", 69, -1, b""), 2)

three, sock = client()
three.unpaced_notifications = True
three.add_resource("a", lambda packet: b"y" * 2000, observable=True, etag=b"e", content_format=0)
three.add_resource("b", lambda packet: packet.payload, body_limit=3000)
shower(three, sock, lambda r: three.notify("a"), 3)

for coap in (one, two, three):
    coap.responseCallback = None
    coap.callbacks.clear()
    coap.add_resource("alive", lambda packet: b"yes")
    peer, spare = pair()
    coap.setCustomSocket(spare.sock)
    peer.sock.idle = coap.poll
    # Right after the shower all places for requests may be taken by some that their handlers left unanswered.
    print(peer.request("GET", URI + "/alive").method in (69, 163))
