# Modems that refuse, stay silent or say several things at once.

from mock_modem import ERROR, MockModem
from subject import call, run
from subject import microATsocket as at

PEER = ("10.0.0.1", 7)
CME = "\r\n+CME ERROR: operation not allowed\r\n"


def echo(ip, port, data):
    return [data]


def attached(peer=echo, count=1):
    modem = MockModem(peer)
    made = [at.socket(at.AF_INET, at.SOCK_DGRAM) for _ in range(count)]
    for sock in made:
        sock.setModemInstance(modem)
        # Ours waits between dials for real.
        sock.dialPause = 0
    return [modem] + made


def done(modem, *made):
    modem.quiet = True
    modem.refused = {}
    for sock in made:
        sock.close(True)
    print("ids", at.sockets_in_use)


def dialling_fails_once():
    modem, sock = attached()
    modem.dial_failures = 1
    call(sock.open, *PEER)
    print(sock.isconnected)
    done(modem, sock)


def dialling_fails_for_good():
    modem, sock = attached()
    modem.dial_failures = 99
    call(sock.open, *PEER)
    print(sock.isconnected)
    call(sock.sendto, b"x", ("10.0.0.2", 8))
    modem.dial_failures = 0
    done(modem, sock)


def sending_again_after_a_failed_dial():
    modem, sock = attached()
    modem.dial_failures = 4
    call(sock.sendto, b"x", PEER)
    call(sock.sendto, b"y", PEER)
    done(modem, sock)


def shutting_refused_before_the_first_open():
    modem, sock = attached()
    modem.refused = {"AT+SQNSH": ERROR}
    call(sock.open, *PEER)
    done(modem, sock)


def the_modem_knows_the_configuration_already():
    modem, sock = attached()
    modem.connections[sock.socketid].config = "1,1,0,0,1,0,0"
    call(sock.open, *PEER)
    done(modem, sock)


def no_prompt():
    modem, sock = attached()
    modem.refused = {"AT+SQNSSENDEXT": ERROR}
    call(sock.sendto, b"x", PEER)
    done(modem, sock)


def no_prompt_but_a_cme_error():
    modem, sock = attached()
    modem.refused = {"AT+SQNSSENDEXT": CME}
    call(sock.sendto, b"x", PEER)
    done(modem, sock)


def silence_after_the_payload():
    modem, sock = attached()
    modem.after_payload = ""
    call(sock.sendto, b"x", PEER)
    done(modem, sock)


def error_after_the_payload():
    modem, sock = attached()
    modem.after_payload = ERROR
    call(sock.sendto, b"x", PEER)
    done(modem, sock)


def reading_is_refused():
    modem, sock = attached()
    call(sock.sendto, b"x", PEER)
    modem.refused = {"AT+SQNSRECV": CME}
    call(sock.recvfrom)
    done(modem, sock)


def reading_stays_without_answer():
    modem, sock = attached()
    call(sock.sendto, b"x", PEER)
    modem.refused = {"AT+SQNSRECV": ""}
    call(sock.recvfrom)
    done(modem, sock)


def a_ring_glued_to_the_ok_of_the_payload():
    modem, sock = attached()
    modem.glue = True
    call(sock.sendto, b"x", PEER)
    call(sock.recvfrom)
    done(modem, sock)


def the_ring_of_another_socket():
    modem, one, two = attached(count=2)
    call(one.sendto, b"one", PEER)
    call(two.open, "10.0.0.2", 7)
    call(two.recvfrom)
    call(one.recvfrom)
    done(modem, one, two)


def rings_of_two_sockets_in_one_text():
    modem, one, two = attached(count=2)
    call(one.sendto, b"one", PEER)
    call(two.sendto, b"two", ("10.0.0.2", 7))
    call(one.recvfrom)
    call(two.recvfrom)
    done(modem, one, two)


def two_rings_of_one_socket_in_one_text():
    modem, sock = attached(lambda ip, port, data: [b"first", b"second"])
    call(sock.sendto, b"x", PEER)
    call(sock.recvfrom)
    call(sock.recvfrom)
    done(modem, sock)


def a_ring_without_a_length():
    modem, sock = attached(None)
    call(sock.open, *PEER)
    modem.arrive(sock.socketid, b"abc")
    modem.rings = "\r\n+SQNSRING: %d\r\n" % sock.socketid
    call(sock.recvfrom)
    done(modem, sock)


def the_peer_closes():
    modem, sock = attached(None)
    call(sock.open, *PEER)
    modem.rings = "\r\n+SQNSH: %d\r\n" % sock.socketid
    call(sock.recvfrom)
    done(modem, sock)


def echo_is_on():
    modem, sock = attached()
    modem.echo = True
    call(sock.sendto, b"x", PEER)
    call(sock.recvfrom)
    done(modem, sock)


def other_text_before_the_ring():
    modem, sock = attached()
    modem.rings_before = "\r\n+CEREG: 1\r\n"
    call(sock.sendto, b"x", PEER)
    call(sock.recvfrom)
    done(modem, sock)


def no_modem_was_set():
    sock = at.socket(at.AF_INET, at.SOCK_DGRAM)
    call(sock.open, *PEER)
    at.release_socket(sock.socketid)


def the_modem_is_none():
    sock = at.socket(at.AF_INET, at.SOCK_DGRAM)
    call(sock.setModemInstance, None)
    call(sock.open, *PEER)
    call(sock.sendAtCommand, "AT")
    at.release_socket(sock.socketid)


class Raising:
    def send_at_cmd(self, command):
        raise OSError("LTE modem not initialized")


def the_modem_raises():
    sock = at.socket(at.AF_INET, at.SOCK_DGRAM)
    sock.setModemInstance(Raising())
    call(sock.open, *PEER)
    call(sock.sendAtCommand, "AT")
    at.release_socket(sock.socketid)


def commands_of_a_script():
    modem, sock = attached()
    call(sock.sendAtCommand, "AT+CFUN?")
    call(sock.sendAtCommand, "AT+NONSENSE")
    call(sock.sendAtCommand, b"AT")
    call(sock.sendAtCommand, command="AT+CEREG?", max_tries=3)
    call(sock.sendAtCommand, "AT+NONSENSE", 2)
    done(modem, sock)


def a_timeout_the_modem_object_does_not_know():
    modem, sock = attached()
    call(sock.sendAtCommandWithTimeout, "AT+CFUN?", 1000)
    done(modem, sock)


class Patient(MockModem):
    def send_at_cmd(self, command, timeout=9500):
        print("> timeout", timeout)
        return MockModem.send_at_cmd(self, command)


def commands_with_a_timeout():
    sock = at.socket(at.AF_INET, at.SOCK_DGRAM)
    sock.setModemInstance(Patient())
    call(sock.sendAtCommandWithTimeout, "AT+CFUN?", 1000)
    call(sock.sendAtCommandWithTimeout, command="AT+NONSENSE", timeout=5, max_tries=2)
    at.release_socket(sock.socketid)


run(
    dialling_fails_once,
    dialling_fails_for_good,
    sending_again_after_a_failed_dial,
    shutting_refused_before_the_first_open,
    the_modem_knows_the_configuration_already,
    no_prompt,
    no_prompt_but_a_cme_error,
    silence_after_the_payload,
    error_after_the_payload,
    reading_is_refused,
    reading_stays_without_answer,
    a_ring_glued_to_the_ok_of_the_payload,
    the_ring_of_another_socket,
    rings_of_two_sockets_in_one_text,
    two_rings_of_one_socket_in_one_text,
    a_ring_without_a_length,
    the_peer_closes,
    echo_is_on,
    other_text_before_the_ring,
    no_modem_was_set,
    the_modem_is_none,
    the_modem_raises,
    commands_of_a_script,
    a_timeout_the_modem_object_does_not_know,
    commands_with_a_timeout,
)
