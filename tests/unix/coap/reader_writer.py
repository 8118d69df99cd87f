# The functions of coap_reader and coap_writer, for scripts that call them themselves.
import skip  # noqa: F401, I001
from microcoapy import CoapPacket
from microcoapy.coap_reader import parseOption, parsePacketHeaderInfo, parsePacketOptionsAndPayload
from microcoapy.coap_writer import CoapOptionDelta, writePacketHeaderInfo, writePacketOptions, writePacketPayload

packet = CoapPacket()
packet.type, packet.method, packet.messageid, packet.token = 1, 3, 0x1234, b"tk"
packet.addOption(11, "b")
packet.addOption(3, "h")
packet.addOption(11, "c")
packet.payload = "pay"
buffer = bytearray()
for write in (writePacketHeaderInfo, writePacketOptions, writePacketPayload):
    print(write(buffer, packet), buffer)

read = CoapPacket()
parsePacketHeaderInfo(buffer, read)
print(read.version, read.type, read.tokenLength, read.method, hex(read.messageid))
print(parsePacketOptionsAndPayload(buffer, read), [(o.number, o.buffer) for o in read.options], read.payload)

read = CoapPacket()
ok, delta, i = parseOption(read, 0, buffer, 6)
print(ok, delta, i, parseOption(read, delta, buffer, i), [(o.number, o.buffer) for o in read.options])
print(parseOption(read, 0, b"\xf0", 0)[0], parseOption(read, 0, b"\x15ab", 0)[0])
print(parsePacketOptionsAndPayload(b"\x40\x01\0\0\xf0", CoapPacket()))
print([CoapOptionDelta(v) for v in (0, 12, 13, 268, 269, 65000)])
packet.payload = b"p" * 2000
print(writePacketPayload(bytearray(), packet))
