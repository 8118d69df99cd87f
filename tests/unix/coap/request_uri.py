# The URI that a packet's options stand for (RFC 7252 section 6.5), of packets made here and of requests received.
import skip  # noqa: F401, I001
from loopback import URI, pair
from microcoapy import COAP_OPTION_NUMBER, CoapPacket

packet = CoapPacket()
try:
    packet.get_request_uri()
except ValueError as e:
    print(e)
print(packet.get_request_uri("10.0.0.1"), packet.get_request_uri("2001:db8::1", 61616))
packet.setUriPath("a b/ü/")
packet.query = "x=1&y"
print(packet.get_request_uri(host="h", port=5684, secure=True), len(packet.options))
packet.addOption(COAP_OPTION_NUMBER.COAP_URI_QUERY, "q=&?/")
packet.setUriHost("example.net")
print(packet.get_request_uri())
packet.addOption(COAP_OPTION_NUMBER.COAP_URI_PORT, b"\x10\x2e")
print(packet.get_request_uri())

client, server = pair()
server.add_resource("a/b", lambda packet: packet.get_request_uri("10.0.0.2"))
server.add_resource("x", lambda packet: packet.get_request_uri("10.0.0.2"))
for path in ("/a/b", "/a/b?x=%26&y", "/%61/b?", "//x/"):
    print(client.request("GET", URI + path).payload)
