# A CoAP server under MicroPython: server.py PORT [reuse]
#
# hello (GET), memory (GET: bytes allocated since the last such request; nothing is collected from then on)
import gc
import sys

import microcoapy

server = microcoapy.Coap()
server.debug = False
server.reuse_packets = "reuse" in sys.argv
before = 0


def memory(packet):
    global before
    allocated = gc.mem_alloc() - before
    gc.collect()
    gc.disable()
    before = gc.mem_alloc()
    return str(allocated)


server.add_resource("hello", lambda packet: b"hello from the server", content_format=0)
server.add_resource("memory", memory)
server.start(int(sys.argv[1]))
print("serving")
while True:
    server.poll(1000)
