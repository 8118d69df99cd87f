# GETs in a row by microcoapy, under MicroPython: client.py KIND PORT COUNT
#
# KIND: request (the full tier) or get (the calls of microCoAPy); with -memory bytes that stay allocated for each
# request, with -memory-reuse the same with reuse_packets. Prints a number: seconds, or bytes for each request.
import gc
import sys
import time

import microcoapy

kind, port, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
client = microcoapy.Coap()
client.debug = False
client.reuse_packets = kind.endswith("reuse")
client.start(0)
target = ("127.0.0.1", port, "hello")
arrived = 0


def received(packet, sender):
    global arrived
    arrived += len(packet.payload)


client.responseCallback = received


def by_request(count):
    global arrived
    for _ in range(count):
        arrived += len(client.request("GET", target).payload)


def by_get(count):
    for _ in range(count):
        client.get("127.0.0.1", port, "hello")
        client.poll(1000)


run = by_get if kind.startswith("get") else by_request
run(1)
expected = arrived * (count + 1)
gc.collect()
if "memory" in kind:
    gc.disable()
    before = gc.mem_alloc()
    run(count)
    result = (gc.mem_alloc() - before) / count
else:
    start = time.ticks_us()
    run(count)
    result = time.ticks_diff(time.ticks_us(), start) / 1e6
if arrived != expected:
    raise SystemExit("%d bytes arrived, not %d" % (arrived, expected))
print(result)
