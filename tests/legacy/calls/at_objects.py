# Names, constants, attributes and functions of microATsocket.

from mock_modem import MockModem
from subject import call, run
from subject import microATsocket as at


def done(*made):
    for sock in made:
        at.release_socket(sock.socketid)
    print("ids", at.sockets_in_use)


def constants():
    for name in ("AF_INET", "AF_INET6", "SOCK_STREAM", "SOCK_DGRAM", "SOCK_RAW"):
        print(name, getattr(at, name))
    for name in ("DNS_SERVER_IP", "DNS_SERVER_IPV6", "LOCAL_PORT_DEFAULT", "sockets_in_use"):
        print(name, getattr(at, name))
    formats = at.socket.SOCKET_MESSAGE_FORMAT
    print(formats.SOCKET_MESSAGE_ASCII, formats.SOCKET_MESSAGE_BYTE, str(formats))


def enumerations_can_be_made():
    numbers = at.socket.enum(A=1, B=2)
    print(numbers.A, numbers.B, str(numbers))
    numbers.C = 3
    print(numbers.C)


def what_the_constructor_refuses():
    call(at.socket, 1, at.SOCK_DGRAM)
    call(at.socket, None, at.SOCK_DGRAM)
    call(at.socket, at.AF_INET, at.SOCK_RAW)


def streams():
    call(at.socket, at.AF_INET, at.SOCK_RAW)


def attributes_at_the_start():
    sock = at.socket(at.AF_INET, at.SOCK_DGRAM)
    names = ("ip", "port", "localport", "hasExplicitLocalPort", "family", "type", "recvRegex", "contentFormat")
    for name in names + ("dns_server", "socketid", "isconnected"):
        print(name, repr(getattr(sock, name)))
    print(hasattr(sock, "modem"))
    done(sock)


def attributes_of_an_ipv6_socket():
    sock = at.socket(family=at.AF_INET6, type=at.SOCK_DGRAM)
    print(sock.family, sock.dns_server)
    done(sock)


def unknown_attributes_can_be_set():
    sock = at.socket(at.AF_INET, at.SOCK_DGRAM)
    sock.colour = "red"
    sock.port = 1234
    print(sock.colour, sock.port, getattr(sock, "shape", None), "colour" in sock.__dict__)
    done(sock)


def the_modem_is_an_attribute():
    sock = at.socket(at.AF_INET, at.SOCK_DGRAM)
    modem = MockModem()
    call(sock.setModemInstance, modem=modem)
    print(sock.modem is modem)
    done(sock)


def message_formats():
    sock = at.socket(at.AF_INET, at.SOCK_DGRAM)
    for value in (0, 1, 7, None, 1):
        call(sock.setMessageFormat, format=value)
        print(sock.contentFormat)
    done(sock)


def binding():
    sock = at.socket(at.AF_INET, at.SOCK_DGRAM)
    call(sock.bind, address=("1.2.3.4", 99))
    print(sock.localport, sock.hasExplicitLocalPort)
    call(sock.bind, "x")
    call(sock.reset)
    print(sock.localport, sock.hasExplicitLocalPort, sock.socketid)
    at.release_socket(1)


def dns_servers():
    sock = at.socket(at.AF_INET, at.SOCK_DGRAM)
    call(sock.dnsserver)
    call(sock.dnsserver, 0)
    call(sock.dnsserver, 0, "8.8.4.4")
    call(sock.dnsserver)
    call(sock.dnsserver, 1, "1.1.1.1")
    call(sock.dnsserver, dnsIndex=0, ip_addr="9.9.9.9")
    print(sock.dns_server, at.DNS_SERVER_IP)
    other = at.socket(at.AF_INET, at.SOCK_DGRAM)
    print(other.dns_server)
    done(sock, other)


def blocking():
    sock = at.socket(at.AF_INET, at.SOCK_DGRAM)
    call(sock.setblocking, False)
    done(sock)


def taking_and_releasing_ids():
    taken = [at.get_first_available_socket() for _ in range(7)]
    print(taken, at.sockets_in_use)
    for number in (0, -1, 3, 3, 8):
        call(at.release_socket, number)
    print(at.sockets_in_use, at.get_first_available_socket())
    for number in range(1, 7):
        at.release_socket(number)
    print(at.sockets_in_use)


def the_list_of_ids_is_live():
    at.sockets_in_use[1] = 1
    sock = at.socket(at.AF_INET, at.SOCK_DGRAM)
    print(sock.socketid)
    at.sockets_in_use[1] = 0
    done(sock)


def when_all_ids_are_taken():
    for _ in range(6):
        at.get_first_available_socket()
    print(at.has_available_sockets())
    for number in range(1, 7):
        at.release_socket(number)
    print(at.has_available_sockets())


def an_id_beyond_the_list():
    call(at.release_socket, 7)


class Loud(at.socket):
    def __init__(self, family, type):
        super().__init__(family, type)
        self.lines = 0

    def sendAtCommand(self, command, max_tries=1):
        self.lines += 1
        return super().sendAtCommand(command, max_tries)

    def setblocking(self, flag):
        print("blocking", flag)


def a_subclass():
    sock = Loud(at.AF_INET, at.SOCK_DGRAM)
    sock.setModemInstance(MockModem())
    call(sock.sendAtCommand, "AT+CFUN?")
    print(sock.lines, isinstance(sock, at.socket))
    sock.setblocking(True)
    done(sock)


def a_patched_class():
    kept = at.socket.setblocking
    at.socket.setblocking = lambda self, flag: print("patched", flag)
    sock = at.socket(at.AF_INET, at.SOCK_DGRAM)
    sock.setblocking(1)
    at.socket.setblocking = kept
    done(sock)


run(
    constants,
    enumerations_can_be_made,
    what_the_constructor_refuses,
    streams,
    attributes_at_the_start,
    attributes_of_an_ipv6_socket,
    unknown_attributes_can_be_set,
    the_modem_is_an_attribute,
    message_formats,
    binding,
    dns_servers,
    blocking,
    taking_and_releasing_ids,
    the_list_of_ids_is_live,
    when_all_ids_are_taken,
    an_id_beyond_the_list,
    a_subclass,
    a_patched_class,
)
