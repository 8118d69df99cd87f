# Section 3.2 of the contract: an id of its own, BYTE format whatever the socket's own, one question, closed at the end.
import microATsocket as at
from support import attached
from support.names import A, Server, v4


def forge(query, reply):
    # The id is drawn at random.
    print(query[2:])
    return [reply]


modem, s = attached(peer=Server({"google.com": [(A, v4("192.0.2.7"), 60)]}, forge))
s.setMessageFormat(0)
hide = modem.send_at_cmd


def show_no_payload(command):
    modem.show = isinstance(command, str) and not command.startswith("AT+SQNSRECV")
    return hide(command)


modem.send_at_cmd = show_no_payload
print(s.getaddrinfo("google.com", 5683))
print(at.sockets_in_use, s.isconnected, s.ip, s.contentFormat)
