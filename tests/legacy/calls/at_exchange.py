# Sending and receiving: formats, lengths, and what a datagram looks like on its way.

from mock_modem import MockModem
from subject import call, run
from subject import microATsocket as at

PEER = "2001:4860:4860::8888"


def echo(ip, port, data):
    return [data]


def attached(peer=None, family=at.AF_INET6):
    modem = MockModem(peer)
    sock = at.socket(family, at.SOCK_DGRAM)
    sock.setModemInstance(modem)
    return modem, sock


# Frees the id of a socket without a trace, and shows whether all are free.
def done(modem, *socks):
    modem.quiet = True
    for sock in socks:
        sock.close(True)
    print("ids", at.sockets_in_use)


def open_then_close():
    modem, sock = attached()
    call(sock.open, PEER, 5683)
    print(sock.isconnected, sock.ip, sock.port, sock.socketid)
    call(sock.close)
    print(sock.isconnected, sock.socketid)
    done(modem, sock)


def close_before_open():
    modem, sock = attached()
    call(sock.close)
    done(modem, sock)


def send_and_receive_bytes():
    modem, sock = attached(echo)
    call(sock.sendto, b"hello", (PEER, 5683))
    call(sock.recvfrom)
    done(modem, sock)


def send_twice_opens_once():
    modem, sock = attached()
    call(sock.sendto, b"\x00\xff", (PEER, 5683))
    call(sock.sendto, b"\x01", (PEER, 5683))
    done(modem, sock)


def keywords_are_accepted():
    modem, sock = attached(echo)
    call(sock.open, ip=PEER, port=7)
    call(sock.sendto, bytes=b"k", address=(PEER, 7))
    call(sock.recvfrom, bufsize=100)
    call(sock.close, do_release_socket=False)
    done(modem, sock)


def kinds_of_payload():
    modem, sock = attached()
    for payload in (bytearray(b"ba"), memoryview(b"mv"), [1, 2, 255], (3, 4)):
        call(sock.sendto, payload, (PEER, 5683))
    done(modem, sock)


def kinds_of_address():
    modem, sock = attached()
    call(sock.sendto, b"1", [PEER, 5683])
    call(sock.sendto, b"2", (PEER, 5683, 0, 0))
    done(modem, sock)


def an_ipv4_peer():
    modem, sock = attached(echo, at.AF_INET)
    call(sock.sendto, b"4", ("10.0.0.1", 7))
    call(sock.recvfrom)
    done(modem, sock)


def bound_to_a_port():
    modem, sock = attached()
    call(sock.bind, ("", 5000))
    print(sock.localport, sock.hasExplicitLocalPort)
    call(sock.open, PEER, 5683)
    done(modem, sock)
    print(sock.localport, sock.hasExplicitLocalPort, sock.socketid)


def receive_with_a_small_buffer():
    modem, sock = attached(echo)
    call(sock.sendto, b"123456", (PEER, 5683))
    call(sock.recvfrom, 4)
    done(modem, sock)


def receive_nothing():
    modem, sock = attached()
    call(sock.open, PEER, 5683)
    call(sock.recvfrom)
    done(modem, sock)


def datagrams_keep_their_order():
    modem, sock = attached(lambda ip, port, data: [data, data + data])
    call(sock.sendto, b"a", (PEER, 5683))
    call(sock.recvfrom)
    done(modem, sock)


def a_text_as_bytes():
    modem, sock = attached()
    call(sock.sendto, "text", (PEER, 5683))
    done(modem, sock)


def no_bytes_at_all():
    modem, sock = attached()
    call(sock.sendto, b"", (PEER, 5683))
    done(modem, sock)


def receive_before_any_open():
    modem, sock = attached()
    call(sock.recvfrom)
    done(modem, sock)


def a_datagram_of_1500_bytes():
    modem, sock = attached()
    call(sock.sendto, bytes(1500), (PEER, 5683))
    done(modem, sock)


def a_datagram_of_1501_bytes():
    modem, sock = attached()
    call(sock.sendto, bytes(1501), (PEER, 5683))
    done(modem, sock)


def a_long_datagram():
    modem, sock = attached(echo)
    call(sock.sendto, bytes(range(256)) * 4, (PEER, 5683))
    call(sock.recvfrom)
    done(modem, sock)


def text_format():
    modem, sock = attached(echo)
    call(sock.setMessageFormat, sock.SOCKET_MESSAGE_FORMAT.SOCKET_MESSAGE_ASCII)
    call(sock.sendto, "hello", (PEER, 5683))
    call(sock.recvfrom)
    call(sock.sendto, b"world", (PEER, 5683))
    call(sock.recvfrom)
    done(modem, sock)


def text_with_a_blank():
    modem, sock = attached(echo)
    call(sock.setMessageFormat, 0)
    call(sock.sendto, "hello world", (PEER, 5683))
    call(sock.recvfrom)
    done(modem, sock)


def text_from_a_bytearray():
    modem, sock = attached(echo)
    call(sock.setMessageFormat, 0)
    call(sock.sendto, bytearray(b"ba"), (PEER, 5683))
    done(modem, sock)


def text_beyond_ascii():
    modem, sock = attached()
    call(sock.setMessageFormat, 0)
    call(sock.sendto, "caf\xe9", (PEER, 5683))
    done(modem, sock)


def a_datagram_without_bytes():
    modem, sock = attached(lambda ip, port, data: [b""])
    call(sock.sendto, b"x", (PEER, 5683))
    call(sock.recvfrom)
    done(modem, sock)


def format_changed_while_open():
    modem, sock = attached(echo)
    call(sock.sendto, b"x", (PEER, 5683))
    call(sock.recvfrom)
    call(sock.setMessageFormat, 0)
    call(sock.sendto, "y", (PEER, 5683))
    call(sock.recvfrom)
    done(modem, sock)


def hex_digits_of_either_case():
    modem, sock = attached()
    call(sock.open, PEER, 5683)
    modem.rings = "\r\n+SQNSRING: %d,2\r\n" % sock.socketid
    modem.refused = {"AT+SQNSRECV": "\r\n+SQNSRECV: %d,2\r\nAbCd\r\n\r\nOK\r\n" % sock.socketid}
    call(sock.recvfrom)
    done(modem, sock)


run(
    open_then_close,
    close_before_open,
    send_and_receive_bytes,
    send_twice_opens_once,
    keywords_are_accepted,
    kinds_of_payload,
    kinds_of_address,
    an_ipv4_peer,
    bound_to_a_port,
    receive_with_a_small_buffer,
    receive_nothing,
    datagrams_keep_their_order,
    a_text_as_bytes,
    no_bytes_at_all,
    receive_before_any_open,
    a_datagram_of_1500_bytes,
    a_datagram_of_1501_bytes,
    a_long_datagram,
    text_format,
    text_with_a_blank,
    text_from_a_bytearray,
    text_beyond_ascii,
    a_datagram_without_bytes,
    format_changed_while_open,
    hex_digits_of_either_case,
)
