# Objects are ordinary Python objects: unknown attributes, keywords, class patching, subclassing, introspection.
import skip  # noqa: F401, I001
import microcoapy
from recording_socket import RecordingSocket, client

# (a) unknown attributes
coap, sock = client()
coap.anything = 5
packet = microcoapy.CoapPacket()
packet.note = "n"
print(coap.anything, packet.note)

# (b) every parameter by its name
coap.put(ip="10.0.0.1", port=5683, url="x", payload="p", query_option="q", content_format=0, token=b"t")
print(len(sock.sent), sock.sent[0][1])
coap.get(ip="10.0.0.1", port=5683, url="x", token=b"t")
print(coap.poll(timeoutMs=0, pollPeriodMs=10), coap.loop(blocking=False))
coap.addIncomingRequestCallback(requestUrl="/r", callback=print)
print(list(coap.callbacks))
coap.sendResponse(
    ip="10.0.0.1", port=5683, messageid=7, payload=None, method=69, content_format=-1, token=None, request_packet=None
)
# keywords of the first releases
coap.post("10.0.0.1", 5683, "x", "p", queryOption="q", contentType=50)
print(sock.sent[-1][0][-6:])

# (c) replaced on the class
original = microcoapy.Coap.handleIncomingRequest
microcoapy.Coap.handleIncomingRequest = lambda self, packet, ip, port: print("patched", ip, port) or True
sock.queue("4201beef0102b17a")
print(coap.poll())
microcoapy.Coap.handleIncomingRequest = original


# (d) subclassing: super().__init__ and overriding methods that native code calls by name
class Mine(microcoapy.Coap):
    def __init__(self, name):
        super().__init__()
        self.name = name

    def log(self, s):
        print("log", s.split(":")[0])

    def sendPacket(self, ip, port, coapPacket):
        print("sendPacket", coapPacket.method)
        return super().sendPacket(ip, port, coapPacket)

    def readBytesFromSocket(self, numOfBytes):
        print("readBytesFromSocket", numOfBytes >= 1024)
        return super().readBytesFromSocket(numOfBytes)

    def parsePacketToken(self, buffer, packet):
        print("parsePacketToken", len(buffer))
        return super().parsePacketToken(buffer, packet)

    def sendResponse(self, ip, port, messageid, payload, method, content_format, token):
        print("sendResponse", messageid, method)
        return super().sendResponse(ip, port, messageid, payload, method, content_format, token)


mine = Mine("me")
sock = RecordingSocket()
mine.setCustomSocket(sock)
print(mine.name, isinstance(mine, microcoapy.Coap))
mine.get("10.0.0.1", 5683, "x")
mine.isServer = True
sock.queue("4201beef0102b17a")
print(mine.poll())

# (e) introspection
print(sorted(k for k in microcoapy.Coap().__dict__ if not k.startswith("_")))
print(hasattr(coap, "get"), hasattr(coap, "nope"), getattr(coap, "nope", 3))
print(microcoapy.Coap.TRANSMISSION_STATE.STATE_IDLE)
print(coap.TRANSMISSION_STATE.STATE_SEPARATE_ACK_RECEIVED_WAITING_DATA)

# names of older releases
coap.resposeCallback = print
print(coap.responseCallback is print, coap.resposeCallback is print)
packet.code = 69
packet.contentType = 50
print(packet.method, packet.content_format, packet.code, packet.contentType)
