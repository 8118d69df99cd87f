# While poll() runs, an unanswered confirmable request is sent again, byte for byte, until it is acknowledged or
# replaced by a new one to the same endpoint; both can be switched off.
import skip  # noqa: F401, I001
from recording_socket import client

H, P = "10.0.0.1", 5683


def fast_client():
    coap, sock = client()
    # The last one must go out before the longest possible span has passed: with factor 1, in the very millisecond.
    coap.timing(ack_timeout=0.1, random_factor=4, max_retransmit=2)
    return coap, sock


def poll_until_sent(coap, sock, count):
    # However slow the board is; then long enough for one more. True when something came meanwhile.
    came = False
    for _ in range(200):
        if len(sock.sent) >= count:
            break
        came = coap.poll(50, 50) or came
    return coap.poll(500, 50) or came


coap, sock = fast_client()
message_id = coap.get(H, P, "x")
print(poll_until_sent(coap, sock, 3), len(sock.sent), len(set(data for data, _ in sock.sent)), set(a for _, a in sock.sent))

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
coap, sock = fast_client()
coap.get(H, P, "old")
coap.get("10.0.0.2", P, "other")
coap.get(H, P, "new")
poll_until_sent(coap, sock, 7)
names = [data[-3:] for data, _ in sock.sent]
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
