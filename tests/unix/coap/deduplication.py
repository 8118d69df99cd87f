# A repeated request is answered with the stored reply, its handler runs once; a repeated response is acknowledged again.
import skip  # noqa: F401, I001
from recording_socket import client


def server():
    coap, sock = client()

    def handler(packet, ip, port):
        print("handler")
        coap.sendResponse(ip, port, packet.messageid, "ok", 69, -1, packet.token)

    coap.addIncomingRequestCallback("a", handler)
    return coap, sock


coap, sock = server()
for text in ("4201beef0102b161", "4201beef0102b161", "4201bef00102b161", "4201beef0102b161"):
    sock.queue(text)
    print(coap.poll(), sock.take())

# the same id from another sender is another request
sock.address = ("10.0.0.2", 5683)
sock.queue("4201beef0102b161")
print(coap.poll(), sock.take())

coap, sock = server()
coap.deduplicate = False
for text in ("4201beef0102b161", "4201beef0102b161"):
    sock.queue(text)
    print(coap.poll(), sock.take())

coap, sock = client()
coap.responseCallback = lambda packet, address: print("response", packet.payload)
for text in ("4245777801aaff6f6b", "4245777801aaff6f6b"):
    sock.queue(text)
    print(coap.poll(), sock.take())

# discardRetransmissions keeps its narrow meaning: same text as the packet before
coap, sock = client()
coap.deduplicate = False
coap.discardRetransmissions = True
coap.responseCallback = lambda packet, address: print("response", packet.payload)
for text in ("5245777801aaff6f6b", "5245777801abff6f6b", "5245777901aaff6f6b"):
    sock.queue(text)
    print(coap.poll(), coap.lastPacketStr)
