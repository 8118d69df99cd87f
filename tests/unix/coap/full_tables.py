# What happens when a table is full, row by row of the list in docs/microcoapy.md.
import skip  # noqa: F401, I001
import microcoapy
from recording_socket import client

TARGET = ("10.0.0.1", 5683, "a")


def get(number, method=1, options=b"\xb1r", kind=0x41, payload=b""):
    return bytes((kind, method, number >> 8, number & 255, 7)) + options + (b"\xff" + payload if payload else b"")


def receive(coap, sock, message, address=("10.0.0.1", 5683)):
    sock.incoming.append(message)
    sock.address = address
    coap.poll()
    answers = [m for m, _ in sock.sent]
    sock.sent.clear()
    return answers


def code(message):
    return "%s%d.%02d" % ("CNAR"[message[0] >> 4 & 3], message[1] >> 5, message[1] & 31)


# Own messages under way: the full tier is refused, the drop-in tier sends once.
coap, sock = client()
handles = [coap.submit("GET", ("10.0.0.%d" % n, 5683, "a")) for n in range(9)]
print("exchanges", [h.error and h.error.args[0] for h in handles].count(None), handles[8].error.args[0], end=" ")
sock.sent.clear()
print(coap.get("10.0.0.99", 5683, "a") > 0, len(sock.sent), end=" ")

# And a separate response and a notification that ought to be confirmable are not.
sock.sent.clear()
coap.add_resource("r", lambda packet: False)
seen = coap.add_resource("o", lambda packet: "state", observable=True)
coap.unpaced_notifications = True
sock.incoming.append(get(1, options=b"\x60\x51o"))
coap.poll()
sock.sent.clear()
for _ in range(5):
    seen.notify()
print([code(m) for m, _ in sock.sent])

# Requests whose handlers are at work: the ninth is told when to come again.
coap, sock = client()
coap.add_resource("r", lambda packet: False)
answers = [receive(coap, sock, get(n)) for n in range(1, 10)]
print("requests", [len(a) for a in answers], code(answers[8][0]), answers[8][0][5:])

# Answered ones make room, the replies to idempotent methods first; a lost reply to a POST is not made up.
coap, sock = client()
runs = []
coap.add_resource("r", lambda packet: runs.append(packet.messageid))
post = [receive(coap, sock, get(100, 2))]
gets = [receive(coap, sock, get(n)) for n in range(1, 10)]
print("replies", receive(coap, sock, get(100, 2)) == post[0], receive(coap, sock, get(9)) == gets[8], len(runs), end=" ")
print(len(receive(coap, sock, get(1))), runs.count(1), end=" ")
for n in range(200, 208):
    receive(coap, sock, get(n, 2))
print([code(m) for m in receive(coap, sock, get(100, 2))], runs.count(100))

# De-duplication remembers 32 messages.
coap, sock = client()
runs = []
coap.add_resource("r", lambda packet: runs.append(packet.messageid))
for n in range(1, 34):
    receive(coap, sock, get(n, 2))
receive(coap, sock, get(33, 2))
receive(coap, sock, get(2, 2))
print("duplicates", len(runs), end=" ")
receive(coap, sock, get(1, 2))
print(len(runs))

# Observers: the ninth is answered without Observe.
coap, sock = client()
coap.add_resource("o", lambda packet: "s", observable=True)
answers = []
for n in range(1, 10):
    answers += receive(coap, sock, get(n, options=b"\x60\x51o"), ("10.0.0.%d" % n, 5683))
print("observers", [m[5:6] == b"\x60" or m[5:6] == b"\x61" for m in answers].count(True), answers[8][5:])

# Bodies: the fifth is told when to come again, and the others go on.
coap, sock = client()
coap.add_resource("r", lambda packet: b"%d" % len(packet.payload))
block = lambda n, last: b"\xb1r\xd1\x03" + bytes((n << 4 | (0 if last else 8),))  # noqa: E731
answers = []
for n in range(1, 6):
    answers += receive(coap, sock, get(n, 3, block(0, False), payload=bytes(16)), ("10.0.0.%d" % n, 5683))
print("bodies", [code(m) for m in answers], answers[4][5:], end=" ")
print(receive(coap, sock, get(9, 3, block(1, True), payload=b"end"), ("10.0.0.1", 5683))[0][-2:])

# Notifications that nobody fetches, and responses from a group.
coap, sock = client()
observation = coap.observe(TARGET)
token = sock.sent.pop()[0][4:8]
for n in range(12):
    receive(coap, sock, b"\x54\x45\0" + bytes((n,)) + token + b"\x61" + bytes((n + 1,)) + b"\xff" + b"%d" % n)
print("notifications", len(observation.notifications), observation.wait(0).payload)
handle = coap.submit("GET", ("224.0.1.187", 5683, "a"), multicast=True, timeout=0.05)
token = sock.sent.pop()[0][4:8]
for n in range(40):
    receive(coap, sock, b"\x54\x45\1" + bytes((n,)) + token + b"\xffx", ("10.0.1.%d" % n, 5683))
while not handle.done:
    coap.poll(20, 5)
print("group", len(handle.result()))

# Peers that have to prove themselves: the ninth makes the oldest prove itself again.
coap, sock = client()
coap.require_echo = True
coap.add_resource("r", lambda packet: bytes(200))


def prove(n, number):
    (refusal,) = receive(coap, sock, get(number), ("10.0.0.%d" % n, 5683))
    if refusal[1] != 0x81:
        return "known"
    echo = refusal[-8:]
    (answer,) = receive(coap, sock, get(number + 1, options=b"\xb1r\xd8\xe4" + echo), ("10.0.0.%d" % n, 5683))
    return code(answer)


print("peers", [prove(n, 10 * n) for n in range(1, 10)].count("A2.05"), prove(9, 1000), prove(1, 1010))
