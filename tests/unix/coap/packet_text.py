# toString() of packets that scripts build.
import skip  # noqa: F401, I001
from microcoapy import CoapPacket

p = CoapPacket()
print(p.toString())
p.type, p.method, p.messageid, p.payload = 2, 69, 4660, b"hello"
print(p.toString())
p.type, p.method, p.messageid, p.payload = 7, 132, 0, "s"
print(p.toString())
p.type, p.method, p.payload = None, 0xE5, None
print(p.toString())
print(str(p).split(" at ")[0])
