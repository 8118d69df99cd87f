# While poll() runs, an unanswered confirmable request is sent again, byte for byte, until it is acknowledged or
# replaced by a new one to the same endpoint; both can be switched off.
import skip  # noqa: F401, I001
from recording_socket import client

H, P = "10.0.0.1", 5683


def fast_client():
    coap, sock = client()
    coap.timing(ack_timeout=0.1, random_factor=4, max_retransmit=2)
    return coap, sock


def poll_until_sent(start, count):
    # However slow the board is; then long enough for one more. Where the computer is late, two times to send fall
    # together or the last is past the longest possible span, and then one is left out: that is tried again.
    for _ in range(5):
        coap, sock = fast_client()
        start(coap)
        came = False
        for _ in range(80):
            if len(sock.sent) >= count:
                break
            came = coap.poll(50, 50) or came
        came = coap.poll(500, 50) or came
        if len(sock.sent) >= count:
            break
    return came, sock.sent


came, sent = poll_until_sent(lambda coap: coap.get(H, P, "x"), 3)
print(came, len(sent), len(set(data for data, _ in sent)), set(a for _, a in sent))

# an empty acknowledgement ends it
coap, sock = fast_client()
message_id = coap.get(H, P, "x")
sock.queue("6000%04x" % message_id)
print(coap.poll(100, 10), len(sock.sent), coap.state)

# so does the response
coap, sock = fast_client()
coap.responseCallback = lambda packet, address: print(packet.messageid == message_id)
message_id = coap.get(H, P, "x")
sock.queue("6045%04xff6f6b" % message_id)
print(coap.poll(100, 10), coap.poll(100, 10), len(sock.sent))

# a new request replaces an unanswered one to the same endpoint, not to another
def start_three(coap):
    coap.get(H, P, "old")
    coap.get("10.0.0.2", P, "other")
    coap.get(H, P, "new")


_, sent = poll_until_sent(start_three, 7)
names = [data[-3:] for data, _ in sent]
print(names.count(b"old"), names.count(b"new"), names.count(b"her"))

# not confirmable, or switched off
coap, sock = fast_client()
coap.getNonConf(H, P, "x")
coap.retransmit = False
coap.get(H, P, "x")
print(coap.poll(100, 50), len(sock.sent))
try:
    coap.timing("lora")
except ValueError:
    print("ValueError")
coap.timing("nbiot")
