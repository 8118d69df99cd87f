# What the end-to-end tests let microcoapy do as a server, under MicroPython.
#
#   microcoapy_server.py PORT [ACK_TIMEOUT_S MAX_RETRANSMIT | --dtls CERTIFICATE KEY]
#
# hello (GET), measurement (PUT, GET, DELETE), echo (POST), query (FETCH: the payload backwards), separate (GET: the
# answer comes after the empty ACK), counter (GET, observable; POST counts), body/10240 and body/1048576 (GET, PUT),
# test (what tests/datagrams/malformed.tsv is for).
import sys
import time

import microcoapy
from microcoapy.coap_macros import COAP_METHOD, COAP_RESPONSE_CODE

from e2e.bodies import Reader, Writer

SEPARATE_AFTER_MS = 1700  # the engine sends the empty ACK after 1500

server = microcoapy.Coap()
server.debug = False
server.unpaced_notifications = True
stored = []
late = []
count = 0


def measurement(packet):
    if packet.method == COAP_METHOD.COAP_GET:
        return (COAP_RESPONSE_CODE.COAP_CONTENT, stored[0]) if stored else COAP_RESPONSE_CODE.COAP_NOT_FOUND
    was_there = bool(stored)
    stored.clear()
    if packet.method == COAP_METHOD.COAP_DELETE:
        return COAP_RESPONSE_CODE.COAP_DELETED
    stored.append(bytes(packet.payload))
    return COAP_RESPONSE_CODE.COAP_CHANGED if was_there else COAP_RESPONSE_CODE.COAP_CREATED


def separate(packet):
    late.append((time.ticks_add(time.ticks_ms(), SEPARATE_AFTER_MS), packet))
    return False


def answer_late():
    if late and time.ticks_diff(late[0][0], time.ticks_ms()) <= 0:
        _, packet = late.pop(0)
        server.sendResponse(
            packet.address[0], packet.address[1], packet.messageid, "later", COAP_RESPONSE_CODE.COAP_CONTENT, -1,
            packet.token,
        )


def counter(packet):
    global count
    if packet.method == COAP_METHOD.COAP_POST:
        count += 1
        observed.notify()
        return None
    return str(count)


def add_body(size):
    def body(packet):
        if packet.method == COAP_METHOD.COAP_GET:
            return Reader(size)
        return packet.payload.verdict()

    server.add_resource(
        "body/%d" % size, body, methods=("GET", "PUT"), sink=lambda packet: Writer(size), body_limit=size
    )


server.add_resource("hello", lambda packet: "hello", methods="GET", content_format=0, attributes={"rt": "greeting"})
server.add_resource("measurement", measurement, methods=("GET", "PUT", "DELETE"))
server.add_resource("echo", lambda packet: bytes(packet.payload), methods="POST")
server.add_resource("query", lambda packet: bytes(reversed(bytes(packet.payload))), methods="FETCH")
server.add_resource("separate", separate, methods="GET")
observed = server.add_resource("counter", counter, methods=("GET", "POST"), observable=True)
add_body(10240)
add_body(1048576)
server.add_resource(
    "test", lambda packet: b"hello" if packet.method == COAP_METHOD.COAP_GET else None, methods=("GET", "PUT"),
    content_format=0, etag=b"\x01\x02",
)
port, options = int(sys.argv[1]), sys.argv[2:]
if options[:1] == ["--dtls"]:
    from e2e import dtls

    server.setCustomSocket(dtls.accept(port, options[1], options[2], lambda: print("serving")))
else:
    if options:
        server.timing(ack_timeout=float(options[0]), max_retransmit=int(options[1]))
    server.start(port)
    print("serving")
while True:
    server.poll(100)
    answer_late()
