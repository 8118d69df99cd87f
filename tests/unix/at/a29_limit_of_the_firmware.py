# Firmware that takes no more than 124 characters at once: told so, sockets refuse what it would cut or choke on. What
# was refused before is not the reason given.
from support import ERROR, PEER, attached, echo

modem, s = attached(show=False, peer=echo)
modem.answers.append(("AT+SQNSSENDEXT", ERROR))
print(s.sendto(b"x", PEER), s.lastError)
print(s.sendto(bytes(63), PEER), s.recvfrom()[0] == bytes(63))
s.commandLimit = 124
modem.answers.append(("AT+SQNSSENDEXT", ERROR))
print(s.sendto(b"x", PEER), s.open(*PEER))
said = len(modem.commands)
print(s.sendto(bytes(63), PEER), s.lastError, len(modem.commands) - said)
print(s.sendto(bytes(62), PEER), s.recvfrom()[0] == bytes(62))
s.setMessageFormat(s.SOCKET_MESSAGE_FORMAT.SOCKET_MESSAGE_ASCII)
print(s.sendto("a" * 124, PEER), s.recvfrom()[0] == "a" * 124, s.sendto("a" * 125, PEER))
s.settimeout(1)
try:
    s.sendto("a" * 125, PEER)
except OSError as error:
    print(error.args)
