# CoAP over a cellular modem: PUTs a measurement as JSON and GETs it back.
#
#   make demo                                           (starts a server and runs this)
#   build/micropython examples/unix/coap_over_at.py <host> <port> [milliseconds to wait]
#
# On a board with a modem the script is the same, with the board's own modem object:
#   from network import LTE
#   lte = LTE()
import json
import sys

import microATsocket.microATsocket as socket
import microcoapy
import modemsim
from microcoapy.coap_macros import COAP_CONTENT_FORMAT, COAP_RESPONSE_CODE

SERVER = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1"
PORT = int(sys.argv[2]) if len(sys.argv) > 2 else 5683
RESOURCE = "measurement"
TIMEOUT_MS = int(sys.argv[3]) if len(sys.argv) > 3 else 10000


class TracedSocket(socket.socket):
    """Prints each CoAP packet that passes."""

    datagrams = 0

    def sendto(self, data, address):
        print("CoAP >", bytes(data).hex())
        self.datagrams += 1
        return super().sendto(data, address)

    def recvfrom(self, size=1024):
        data, address = super().recvfrom(size)
        if data:
            print("CoAP <", bytes(data).hex())
            self.datagrams += 1
        return data, address


def await_answer(client, answers):
    """The next packet that reached the callback, or None."""
    answers.clear()
    client.poll(TIMEOUT_MS)
    return answers[0] if answers else None


def exchange(client, answers):
    """PUTs a measurement and GETs it back; returns what was sent and what came."""
    sent = json.dumps({"sensor": "outdoor", "temperature": 21.5, "humidity": 48}).encode()
    client.put(SERVER, PORT, RESOURCE, sent, None, COAP_CONTENT_FORMAT.COAP_APPLICATION_JSON)
    stored = await_answer(client, answers)
    if stored is None or stored.method not in (COAP_RESPONSE_CODE.COAP_CREATED, COAP_RESPONSE_CODE.COAP_CHANGED):
        return sent, None
    client.get(SERVER, PORT, RESOURCE)
    answer = await_answer(client, answers)
    if answer is None or answer.method != COAP_RESPONSE_CODE.COAP_CONTENT:
        return sent, None
    return sent, bytes(answer.payload)


def main():
    lte = modemsim.LTE(trace=True)
    sock = TracedSocket(socket.AF_INET6 if ":" in SERVER else socket.AF_INET, socket.SOCK_DGRAM)
    sock.setModemInstance(lte)

    answers = []

    def received(packet, sender):
        print("answer from %s port %d: %s" % (sender[0], sender[1], packet.toString()))
        answers.append(packet)

    client = microcoapy.Coap()
    client.debug = False
    client.responseCallback = received
    client.setCustomSocket(sock)

    sent, got = exchange(client, answers)
    client.stop()
    if got != sent:
        print("FAILED: sent %s, got back %s" % (sent, got))
        return 1
    print(
        "PROVEN: %d bytes of JSON went to a CoAP server at %s and came back equal in %d datagrams, "
        "by microcoapy over microATsocket over a simulated Sequans modem" % (len(sent), SERVER, sock.datagrams)
    )
    return 0


sys.exit(main())
