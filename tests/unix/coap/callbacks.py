# What callbacks receive, what reaches which one, and that their exceptions pass through.
import skip  # noqa: F401, I001
from recording_socket import client

coap, sock = client()
sock.address = ["10.0.0.9", 5683]
coap.responseCallback = lambda packet, address: print("response", packet.messageid, packet.type, address)

# Whatever comes reaches the callback of a client: unknown tokens, requests, resets.
for text in ("60450001ff6f6b", "62450002aabbff6f6b", "520100030102b17a", "70000004"):
    sock.queue(text)
    print(coap.poll())
sock.take()

# A server gets its requests, and the client's callback the rest.
coap.addIncomingRequestCallback("a/b", lambda packet, ip, port: print("request", packet.method, ip, port))
for text in ("50010005b1610162", "50040006b16e", "50030007b1610162", "501f0008b1610162", "60450009ff6f6b"):
    sock.queue(text)
    print(coap.poll())

# Without a responseCallback unknown paths are answered.
coap.responseCallback = None
sock.queue("5001000ab17a")
print(coap.poll(), len(sock.sent))


def failing(packet, ip, port):
    raise ValueError("mine")


coap.addIncomingRequestCallback("/bad", failing)
sock.queue("5001000bb3626164")
try:
    coap.poll()
except ValueError as e:
    print("ValueError", e)
sock.queue("5001000cb1610162")
print(coap.poll())

# The empty path can be served; a path that is not UTF-8 is not found.
coap.addIncomingRequestCallback("", lambda packet, ip, port: print("root"))
sock.queue("5001000d")
print(coap.poll())
sock.queue("5001000eb2ff80")
print(coap.poll())
