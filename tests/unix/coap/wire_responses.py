# sendResponse: always an ACK of the given id, no Uri options, the id back.
import skip  # noqa: F401, I001
from recording_socket import client

H, P = "10.0.0.1", 5683
coap, sock = client()
print(40, coap.sendResponse(H, P, 0xBEEF, "222", 69, -1, b"\x01\x02"), sock.take())
print(41, coap.sendResponse(H, P, 0xBEEF, None, 163, -1, None), sock.take())
print(42, coap.sendResponse(H, P, 0xBEEF, '</a>;rt="a"', 69, 40, b"\x01"), sock.take())
print(43, coap.sendResponse(H, P, 1, "x", 0x45, 0, None), sock.take())
