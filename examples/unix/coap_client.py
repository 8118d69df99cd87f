# A CoAP client over the computer's own network: GETs one resource and prints the answer.
#
#   build/micropython examples/unix/coap_client.py <host> <port> [path]
import socket
import sys

import microcoapy

HOST = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1"
PORT = int(sys.argv[2]) if len(sys.argv) > 2 else 5683
PATH = sys.argv[3] if len(sys.argv) > 3 else "hello"

answers = []


def received(packet, sender):
    print("answer from %s port %d: %s" % (sender[0], sender[1], packet.toString()))
    answers.append(packet)


client = microcoapy.Coap()
client.debug = False
client.responseCallback = received
client.start(0, socket.AF_INET6 if ":" in HOST else socket.AF_INET)  # any free port
client.get(HOST, PORT, PATH)
client.poll(5000)
client.stop()
sys.exit(0 if answers else "no answer")
