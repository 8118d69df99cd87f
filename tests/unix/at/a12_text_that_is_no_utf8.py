# ASCII format gives str while it can, else bytes.
from support import PEER, attached

modem, s = attached(show=False)
s.setMessageFormat(0)
s.open(*PEER)
for data in (b"caf\xc3\xa9", b"caf\xe9", b"\xff\xfe\xfd"):
    modem.rings += "\r\n+SQNSRING: 1,%d\r\n" % len(data)
    # Only bytes can carry these.
    modem.answers = [("AT+SQNSRECV", b"\r\n+SQNSRECV: 1,%d\r\n" % len(data) + data + b"\r\n\r\nOK\r\n")]
    data, sender = s.recvfrom()
    print([hex(ord(letter)) for letter in data] if isinstance(data, str) else data, sender)
