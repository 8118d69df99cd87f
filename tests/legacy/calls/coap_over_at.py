# Coap over a socket of microATsocket: the pair as the vendor's node firmware uses it.

from mock_modem import MockModem
from subject import call, microcoapy, run
from subject import microATsocket as at

SERVER = "2001:4860:4860::8888"


# Answers requests with 2.05, piggybacked; prints them with the drawn id left out.
def service(ip, port, data):
    print("request", data[:2], data[4:])
    return [bytes((0x60 | data[0] & 0x0F, 0x45)) + data[2:4] + data[4 : 4 + (data[0] & 0x0F)] + b"\xffdone"]


# The id within the hex text is drawn, too.
class Modem(MockModem):
    def send_at_cmd(self, command):
        if isinstance(command, str):
            return super().send_at_cmd(command)
        self.quiet = True
        print("> payload", len(command))
        reply = super().send_at_cmd(command)
        self.quiet = False
        return reply


def show_packet(packet, sender):
    print("packet", packet.type, packet.method, packet.token, packet.payload, "from", sender)


def made(peer=service):
    sock = at.socket(at.AF_INET6, at.SOCK_DGRAM)
    sock.setModemInstance(Modem(peer))
    coap = microcoapy.Coap()
    coap.debug = False
    coap.responseCallback = show_packet
    coap.setCustomSocket(sock)
    return coap, sock


def done(sock):
    at.release_socket(sock.socketid)
    print("ids", at.sockets_in_use)


def a_request_and_its_answer():
    coap, sock = made()
    call(lambda: coap.post(SERVER, 5683, "x", '{"v":12}', "authorization=1", 50) > 0)
    call(coap.poll, 100, 10)
    done(sock)


def two_requests():
    coap, sock = made()
    call(lambda: coap.get(SERVER, 5683, "x", b"\x01") > 0)
    call(coap.loop, False)
    call(lambda: coap.get(SERVER, 5683, "y", b"\x02") > 0)
    call(coap.loop, False)
    done(sock)


def nothing_comes():
    coap, sock = made(None)
    call(lambda: coap.getNonConf(SERVER, 5683, "x") > 0)
    call(coap.loop, False)
    done(sock)


def the_dial_fails():
    coap, sock = made()
    sock.modem.dial_failures = 4
    # Ours waits between dials for real.
    sock.dialPause = 0
    call(coap.get, SERVER, 5683, "x")
    done(sock)


def stopping_closes_the_socket():
    coap, sock = made()
    call(lambda: coap.getNonConf(SERVER, 5683, "x") > 0)
    call(coap.stop)
    print(coap.sock)
    done(sock)


run(a_request_and_its_answer, two_requests, nothing_comes, the_dial_fails, stopping_closes_the_socket)
