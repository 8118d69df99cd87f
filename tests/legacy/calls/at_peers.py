# Changing the peer, closing and opening again, several sockets on one modem.

from mock_modem import MockModem
from subject import call, run
from subject import microATsocket as at

ONE, TWO, THREE = "10.0.0.1", "10.0.0.2", "10.0.0.3"


# A peer that answers with the address it was reached at.
def mirror(ip, port, data):
    return [b"%s %d " % (ip, port) + data]


def sockets(count, peer=mirror):
    modem = MockModem(peer)
    made = [at.socket(at.AF_INET, at.SOCK_DGRAM) for _ in range(count)]
    for sock in made:
        sock.setModemInstance(modem)
    return modem, made


def done(modem, made):
    modem.quiet = True
    for sock in made:
        sock.close(True)
    print("ids", at.sockets_in_use)


def the_same_peer_again():
    modem, made = sockets(1)
    call(made[0].sendto, b"a", (ONE, 7))
    call(made[0].recvfrom)
    call(made[0].sendto, b"b", (ONE, 7))
    call(made[0].recvfrom)
    done(modem, made)


def another_address_with_the_same_port():
    modem, made = sockets(1)
    call(made[0].sendto, b"a", (ONE, 7))
    call(made[0].recvfrom)
    call(made[0].sendto, b"b", (TWO, 7))
    call(made[0].recvfrom)
    done(modem, made)


def the_same_address_with_another_port():
    modem, made = sockets(1)
    call(made[0].sendto, b"a", (ONE, 7))
    call(made[0].recvfrom)
    call(made[0].sendto, b"b", (ONE, 8))
    call(made[0].recvfrom)
    done(modem, made)


def another_address_and_port():
    modem, made = sockets(1)
    call(made[0].sendto, b"a", (ONE, 7))
    call(made[0].recvfrom)
    call(made[0].sendto, b"b", (TWO, 8))
    call(made[0].recvfrom)
    done(modem, made)


def a_third_peer():
    modem, made = sockets(1)
    call(made[0].sendto, b"a", (ONE, 1))
    call(made[0].sendto, b"b", (TWO, 2))
    call(made[0].sendto, b"c", (THREE, 3))
    print(made[0].ip, made[0].port)
    done(modem, made)


def sending_after_close():
    modem, made = sockets(1)
    call(made[0].sendto, b"a", (ONE, 7))
    call(made[0].close)
    call(made[0].sendto, b"b", (ONE, 7))
    done(modem, made)


def two_sockets_take_turns():
    modem, made = sockets(2)
    print([sock.socketid for sock in made])
    call(made[0].sendto, b"a", (ONE, 7))
    call(made[0].recvfrom)
    call(made[1].sendto, b"b", (TWO, 8))
    call(made[1].recvfrom)
    call(made[0].sendto, b"c", (ONE, 7))
    call(made[0].recvfrom)
    done(modem, made)


def the_other_one_has_been_sent_to_meanwhile():
    modem, made = sockets(2)
    call(made[0].sendto, b"a", (ONE, 7))
    call(made[1].sendto, b"b", (TWO, 8))
    call(made[0].recvfrom)
    call(made[1].recvfrom)
    done(modem, made)


def six_sockets():
    modem, made = sockets(6)
    print([sock.socketid for sock in made], at.sockets_in_use)
    call(made[5].sendto, b"f", (ONE, 7))
    call(made[5].recvfrom)
    done(modem, made)


def a_seventh_socket():
    modem, made = sockets(7)
    print(made[6].socketid, at.has_available_sockets())
    call(made[6].open, ONE, 7)
    done(modem, made[:6])


def a_released_id_is_taken_again():
    modem, made = sockets(2)
    call(made[0].close, True)
    print(made[0].socketid, at.sockets_in_use)
    more = at.socket(at.AF_INET, at.SOCK_DGRAM)
    more.setModemInstance(modem)
    print(more.socketid)
    done(modem, [more, made[1]])


def a_released_socket_opens_again():
    modem, made = sockets(1)
    call(made[0].sendto, b"a", (ONE, 7))
    call(made[0].close, True)
    print(made[0].ip, made[0].port, made[0].socketid)
    call(made[0].sendto, b"b", (ONE, 7))
    done(modem, made)


def close_without_an_id_does_nothing():
    modem, made = sockets(1)
    call(made[0].reset)
    print(made[0].socketid, made[0].localport)
    call(made[0].close)
    at.release_socket(1)
    done(modem, made)


run(
    the_same_peer_again,
    another_address_with_the_same_port,
    the_same_address_with_another_port,
    another_address_and_port,
    a_third_peer,
    sending_after_close,
    two_sockets_take_turns,
    the_other_one_has_been_sent_to_meanwhile,
    six_sockets,
    a_seventh_socket,
    a_released_id_is_taken_again,
    a_released_socket_opens_again,
    close_without_an_id_does_nothing,
)
