# Name resolution over the modem.

import time

from mock_modem import MockModem, MockResolver
from subject import call, run
from subject import microATsocket as at

GOOGLE = bytes((0x2A, 0, 0x14, 0x50, 0x40, 1, 8, 0x0B, 0, 0, 0, 0, 0, 0, 0x20, 0x0E))
FULL = bytes(range(0x11, 0x21))
TWO = [bytes((142, 250, 0, 1)), bytes((142, 250, 0, 2))]
# Of a query of ours; the original, whose time passes at once, does not look at it.
TIMEOUT_MS = 20
# One name per step, as ours remembers answers.
TABLE = {
    ("google.com", 1): TWO,
    ("google.com", 28): [GOOGLE],
    ("full.example", 28): [FULL],
    ("empty.example", 1): [],
    ("own.example", 1): TWO,
    ("again.example", 1): TWO,
    ("moved.example", 1): TWO,
    ("cut.example", 1): TWO,
    ("foreign.example", 1): TWO,
    ("odd.example", 1): TWO,
}


class Modem(MockModem):
    def send_at_cmd(self, command):
        # The id of a query is drawn at random.
        if isinstance(command, bytes) and not self.quiet:
            self.quiet = True
            print("> query", command[4:])
            reply = super().send_at_cmd(command)
            self.quiet = False
            return reply
        reply = super().send_at_cmd(command)
        if command == "Pycom_Dummy" and not reply:
            # Waiting takes its time, longer than the resolver below waits for an answer.
            time.sleep_ms(TIMEOUT_MS + 5)
        return reply


def attached(family, *spoil):
    resolver = MockResolver(TABLE)
    resolver.spoil = spoil
    modem = Modem(resolver)
    sock = at.socket(family, at.SOCK_DGRAM)
    sock.setModemInstance(modem)
    sock.dnsTimeout = TIMEOUT_MS
    return modem, sock


def done(sock):
    print("ids", at.sockets_in_use)
    for number in range(1, 7):
        at.release_socket(number)


def ipv4_addresses():
    modem, sock = attached(at.AF_INET)
    call(sock.getaddrinfo, "google.com", 5683)
    done(sock)


def an_ipv6_address():
    modem, sock = attached(at.AF_INET6)
    call(sock.getaddrinfo, "full.example", 5683)
    done(sock)


def an_ipv6_address_with_zeros():
    modem, sock = attached(at.AF_INET6)
    call(sock.getaddrinfo, host="google.com", port=80)
    done(sock)


def a_name_that_does_not_exist():
    modem, sock = attached(at.AF_INET)
    call(sock.getaddrinfo, "nowhere.example", 1)
    done(sock)


def a_name_without_addresses():
    modem, sock = attached(at.AF_INET)
    call(sock.getaddrinfo, "empty.example", 1)
    done(sock)


def a_server_of_ones_own():
    modem, sock = attached(at.AF_INET)
    sock.dnsserver(0, "9.9.9.9")
    call(sock.getaddrinfo, "own.example", 1)
    done(sock)


def the_same_name_again():
    modem, sock = attached(at.AF_INET)
    call(sock.getaddrinfo, "again.example", 1)
    call(sock.getaddrinfo, "again.example", 2)
    done(sock)


def the_same_name_from_another_server():
    modem, sock = attached(at.AF_INET)
    call(sock.getaddrinfo, "moved.example", 1)
    sock.dnsserver(0, "9.9.9.9")
    call(sock.getaddrinfo, "moved.example", 1)
    done(sock)


class Unreached(MockModem):
    def __init__(self):
        super().__init__()
        self.dial_failures = 999
        self.dials = 0
        self.quiet = True

    def send_at_cmd(self, command):
        self.dials += command.startswith("AT+SQNSD=")
        return super().send_at_cmd(command)


def the_dial_fails():
    sock = at.socket(at.AF_INET, at.SOCK_DGRAM)
    # Ours waits between dials for real.
    at.socket.dialPause = 0
    modem = Unreached()
    sock.setModemInstance(modem)
    call(sock.getaddrinfo, "unreached.example", 1)
    print("dials a few times only:", modem.dials <= 12)
    at.socket.dialPause = 5000
    done(sock)


def literals():
    modem, sock = attached(at.AF_INET)
    call(sock.getaddrinfo, "10.0.0.1", 1)
    done(sock)


def silence():
    modem, sock = attached(at.AF_INET, lambda answer: None)
    call(sock.getaddrinfo, "silent.example", 1)
    done(sock)


def an_answer_cut_short():
    modem, sock = attached(at.AF_INET, lambda answer: answer[:20])
    call(sock.getaddrinfo, "cut.example", 1)
    done(sock)


def an_answer_with_another_id():
    def other(answer):
        answer[0] ^= 0xFF
        return answer

    modem, sock = attached(at.AF_INET, other)
    call(sock.getaddrinfo, "foreign.example", 1)
    done(sock)


def a_record_of_unknown_type():
    def odd(answer):
        answer[7] += 1
        return answer + b"\xc0\x0c\x00\x41\x00\x01\x00\x00\x00\x3c\x00\x03\x00\x01\x00"

    modem, sock = attached(at.AF_INET, odd)
    call(sock.getaddrinfo, "odd.example", 1)
    done(sock)


def labels_that_cannot_be():
    modem, sock = attached(at.AF_INET)
    call(sock.getaddrinfo, "a" * 64 + ".example", 1)
    call(sock.getaddrinfo, "a..b", 1)
    done(sock)


run(
    ipv4_addresses,
    an_ipv6_address,
    an_ipv6_address_with_zeros,
    a_name_that_does_not_exist,
    a_name_without_addresses,
    a_server_of_ones_own,
    the_same_name_again,
    the_same_name_from_another_server,
    the_dial_fails,
    literals,
    silence,
    an_answer_cut_short,
    an_answer_with_another_id,
    a_record_of_unknown_type,
    labels_that_cannot_be,
)
