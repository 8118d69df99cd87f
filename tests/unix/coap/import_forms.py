# Every way in which scripts import the package.
import skip  # noqa: F401, I001
import microcoapy
import microcoapy.coap_macros as macros
import microcoapy.microcoapy as inner
from microcoapy import COAP_CONTENT_FORMAT, COAP_METHOD, COAP_OPTION_NUMBER, COAP_RESPONSE_CODE, COAP_TYPE, COAP_VERSION
from microcoapy import Coap, CoapOption, CoapPacket
from microcoapy import microcoapy as submodule
from microcoapy.coap_macros import COAP_METHOD as COAP_METHOD_2
from microcoapy.coap_option import CoapOption as CoapOption2
from microcoapy.coap_packet import CoapPacket as CoapPacket2
from microcoapy.coap_reader import parseOption, parsePacketHeaderInfo, parsePacketOptionsAndPayload
from microcoapy.coap_writer import CoapOptionDelta, writePacketHeaderInfo, writePacketOptions, writePacketPayload
from microcoapy.microcoapy import Coap as Coap2

print(microcoapy.coap_macros._COAP_DEFAULT_PORT, macros is microcoapy.coap_macros)
print(inner is submodule, inner is microcoapy.microcoapy, inner is not microcoapy)
print(Coap is Coap2, Coap is microcoapy.Coap, Coap is inner.Coap, Coap)
print(COAP_METHOD is COAP_METHOD_2, CoapPacket is CoapPacket2, CoapOption is CoapOption2)
print(inner.COAP_RESPONSE_CODE is COAP_RESPONSE_CODE, inner.COAP_CONTENT_FORMAT is COAP_CONTENT_FORMAT)
print(COAP_TYPE.COAP_ACK, COAP_VERSION.COAP_VERSION_1, COAP_OPTION_NUMBER.COAP_URI_PATH)
print(inner.macros is macros, microcoapy.coap_packet.macros is macros)
print([hasattr(inner, name) for name in ("socket", "os", "time", "binascii")])
print(inner.parsePacketHeaderInfo is parsePacketHeaderInfo)
print(inner.parsePacketOptionsAndPayload is parsePacketOptionsAndPayload)
print(inner.writePacketHeaderInfo is writePacketHeaderInfo, inner.writePacketOptions is writePacketOptions)
print(callable(parseOption), callable(writePacketPayload), CoapOptionDelta(5), CoapOptionDelta(13), CoapOptionDelta(300))
for module in ("microcoapy", "coap_macros", "coap_packet", "coap_option", "coap_reader", "coap_writer"):
    print(module, hasattr(microcoapy, module))
print(microcoapy.__version__ == inner.__version__, len(microcoapy.__version__.split(".")))

try:
    print(microcoapy.no_such_name)
except AttributeError:
    print("AttributeError")
print(hasattr(microcoapy, "no_such_name"))
try:
    import microcoapy.no_such_module  # noqa: F401
except ImportError:
    print("ImportError")
