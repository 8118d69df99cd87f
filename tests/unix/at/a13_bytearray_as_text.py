# ASCII format with a bytearray: Pycom's send_at_cmd takes str and bytes only.
from support import PEER, attached

modem, s = attached(show=False)
s.setMessageFormat(0)
for payload in ("text", b"bytes", bytearray(b"bytearray"), memoryview(b"view")):
    print(s.sendto(payload, PEER), repr(modem.commands[-1]), modem.sent[-1])
