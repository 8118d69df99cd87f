# A CoAP server over the computer's own network with one resource, "led": GET tells its state, PUT sets it.
#
#   build/micropython examples/unix/coap_server.py [port]
import sys

import microcoapy
from microcoapy.coap_macros import COAP_CONTENT_FORMAT, COAP_METHOD, COAP_RESPONSE_CODE

PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 5683

server = microcoapy.Coap()
server.debug = False
led = {"state": b"off"}


def answer(packet, sender, payload, code):
    server.sendResponse(
        sender[0], sender[1], packet.messageid, payload, code, COAP_CONTENT_FORMAT.COAP_TEXT_PLAIN, packet.token
    )


def on_led(packet, host, port):
    if packet.method == COAP_METHOD.COAP_GET:
        answer(packet, (host, port), led["state"], COAP_RESPONSE_CODE.COAP_CONTENT)
    elif packet.method == COAP_METHOD.COAP_PUT and bytes(packet.payload) in (b"on", b"off"):
        led["state"] = bytes(packet.payload)
        answer(packet, (host, port), b"", COAP_RESPONSE_CODE.COAP_CHANGED)
    else:
        answer(packet, (host, port), b"", COAP_RESPONSE_CODE.COAP_BAD_REQUEST)


server.addIncomingRequestCallback("led", on_led)
server.start(PORT)
print("serving at port", PORT)
try:
    while True:
        server.poll(60000)
except KeyboardInterrupt:
    server.stop()
