# What the end-to-end tests let microcoapy do as a client, under MicroPython.
#
#   microcoapy_client.py [--modem | --dtls PORT] [--timing ACK_TIMEOUT_S MAX_RETRANSMIT] COMMAND ARGUMENT ...
#
# request METHOD URI [TEXT]    prints the response: its code and its payload as text
# download URI SIZE            GETs a body of that size into an object with write(), says whether it is the right one
# upload METHOD URI SIZE       sends a body of that size from an object with readinto(), prints the response
# observe URI COUNT            prints that many notifications and cancels
# With --modem all goes over microATsocket and a simulated modem, with --dtls to that port of this machine.
import sys

import microcoapy

from e2e.bodies import Reader, Writer

ANSWER_TIMEOUT_S = 25


def text(response):
    return "%d.%02d %s" % (response.method >> 5, response.method & 31, bytes(response.payload or b"").decode())


class Script:
    def __init__(self, client):
        self.client = client

    def ask(self, method, uri, payload=None, **keywords):
        content_format = 0 if payload is not None else None
        return self.client.request(
            method, uri, payload, content_format=content_format, timeout=ANSWER_TIMEOUT_S * 4, **keywords
        )

    def request(self, method, uri, payload=None):
        print(text(self.ask(method, uri, payload)))

    def download(self, uri, size):
        writer = Writer(int(size))
        print(text(self.ask("GET", uri, sink=writer)) + writer.verdict())

    def upload(self, method, uri, size):
        print(text(self.ask(method, uri, Reader(int(size)))))

    def observe(self, uri, count):
        observation = self.client.observe(uri)
        for _ in range(int(count)):
            print(text(observation.wait(ANSWER_TIMEOUT_S)))
        observation.cancel()
        self.client.poll(100, 10)
        print("cancelled", observation.done)


def over_modem():
    import microATsocket.microATsocket as socket
    import modemsim

    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setModemInstance(modemsim.LTE(time_scale=0.02))
    return sock


def main(arguments):
    client = microcoapy.Coap()
    client.debug = False
    if arguments[0] == "--modem":
        arguments.pop(0)
        client.setCustomSocket(over_modem())
    elif arguments[0] == "--dtls":
        from e2e import dtls

        client.setCustomSocket(dtls.connect(int(arguments[1])))
        del arguments[:2]
    else:
        client.start(0)
    if arguments[0] == "--timing":
        client.timing(ack_timeout=float(arguments[1]), max_retransmit=int(arguments[2]))
        del arguments[:3]
    getattr(Script(client), arguments[0])(*arguments[1:])


main(sys.argv[1:])
