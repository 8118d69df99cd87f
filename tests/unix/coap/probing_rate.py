# A peer that has never answered gets one byte a second of non-confirmable requests (RFC 7252 section 4.7).
import skip  # noqa: F401, I001
from recording_socket import client

TARGET = ("10.0.0.1", 5683, "a")
OTHER = ("10.0.0.2", 5683, "a")


# How many of three requests go out at once.
def sent(coap, sock, target=TARGET, **keywords):
    for _ in range(3):
        coap.submit("GET", target, **keywords).cancel()
    messages = [m for m, _ in sock.sent]
    sock.sent.clear()
    return len(messages)


coap, sock = client()
print(sent(coap, sock, confirmable=False), sent(coap, sock, OTHER, confirmable=False), sent(coap, sock))

# The first answer ends that.
handle = coap.submit("GET", TARGET)
request = sock.sent.pop()[0]
sock.queue("".join("%02x" % b for b in b"\x64\x45" + request[2:8]))
print(coap.poll(), handle.done, sent(coap, sock, confirmable=False))

# So does the script's word, for networks of one's own.
coap, sock = client()
coap.unpaced_requests = True
print(sent(coap, sock, confirmable=False))

# The calls of the original never wait.
coap, sock = client()
print([coap.getNonConf("10.0.0.1", 5683, "a") > 0 for _ in range(3)], len(sock.sent))
