# The banner is everybody's: other sockets of the modem open again before they send.
from support import PEER, Modem, another, echo

modem = Modem(show=False, peer=echo)
a, b = another(modem), another(modem)
print(a.sendto(b"a", PEER), b.sendto(b"b", PEER), a.recvfrom()[0], b.recvfrom()[0])
modem.connections = Modem().connections
modem.answers = [("Pycom_Dummy", "\r\n+SYSSTART\r\n")]
print(a.recvfrom())
modem.commands = []
print(b.sendto(b"again", PEER), b.recvfrom()[0])
print(any([isinstance(c, str) and c.startswith("AT+SQNSD=") for c in modem.commands]))
print(a.sendto(b"again", PEER), a.recvfrom()[0])
