# What a script may switch on: compact integers, no Uri-Host for literals, metadata of received packets, refusal of
# unknown critical options, proof of the client's address before large answers.
import skip  # noqa: F401, I001
from loopback import URI, pair, text
from recording_socket import client

H, P = "10.0.0.1", 5683
coap, sock = client()
coap.compact = True
print(sock.take(coap.post(H, P, "x", "1", None, 50)), sock.take(coap.post(H, P, "x", "1", None, 0)))
coap.omit_literal_host = True
for host in (H, "2001:db8::1", "name"):
    message_id = coap.get(host, P, "x")
    print(sock.take(message_id))

coap, sock = client()
coap.responseCallback = lambda packet, address: print(packet.content_format, packet.query)
for text_in in ("60450001c132ff6f", "4002000241784161"):
    sock.queue(text_in)
    coap.poll()
coap.fill_metadata = True
for text_in in ("60450003c132ff6f", "50020004b178436126620163"):
    sock.queue(text_in)
    coap.poll()

coap, sock = client()
coap.addIncomingRequestCallback("a", lambda packet, ip, port: print("handler"))
sock.queue("40010001b161e1fcd101")
coap.poll()
coap.refuse_critical = True
sock.queue("40010002b161e1fcd101")
print(coap.poll(), sock.take())

peer, server = pair()
server.require_echo = True
server.add_resource("small", lambda packet: b"s")
server.add_resource("large", lambda packet: b"l" * 500)
sent = []
original = server.sock.sendto
server.sock.sendto = lambda data, address: sent.append(data[1]) or original(data, address)
print(text(peer.request("GET", URI + "/small")), sent)
print(len(peer.request("GET", URI + "/large").payload), sent)
print(len(peer.request("GET", URI + "/large").payload), sent)
