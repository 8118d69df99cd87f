# Attributes and their first values, for Coap and CoapPacket; CoapOption copies what it is given.
import skip  # noqa: F401, I001
from microcoapy import Coap, CoapOption, CoapPacket

c = Coap()
print(c.debug, c.sock, c.callbacks, c.responseCallback, c.port, c.isServer, c.state)
print(c.isCustomSocket, c.discardRetransmissions, repr(c.lastPacketStr))
print(Coap(5684).port, c.retransmit, c.deduplicate)

p = CoapPacket()
print(p.version, p.type, p.method, p.token, p.payload, p.messageid, p.content_format, p.query, p.options)
p.addOption(11, "a")
p.addOption(number=12, opt_payload=b"\0\x32")
p.setUriHost("host")
p.setUriPath("/a//b")
print([(o.number, o.buffer) for o in p.options])
p.options.append(CoapOption(6, b"\0"))
print(len(p.options))

source = bytearray(b"xy")
o = CoapOption(3, source)
source[0] = 0
print(o.number, o.buffer, CoapOption().number, CoapOption().buffer)
print(CoapOption(1, "t").buffer, CoapOption(1, memoryview(b"m")).buffer, CoapOption(1, [1, 2]).buffer)
for bad in (5, object()):
    try:
        CoapOption(1, bad)
    except TypeError:
        print("TypeError")

a, b = Coap(), Coap()
a.callbacks["x"] = 1
print(b.callbacks, CoapPacket().options)
