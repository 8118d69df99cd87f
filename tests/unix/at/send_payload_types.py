# BYTE format: whatever bytearray() takes, and str.
from support import PEER, attached

modem, s = attached(show=False)
for payload in (b"\x00ab", bytearray(b"\x01ab"), memoryview(b"\x02ab"), [3, 97, 98], "4ab"):
    print(type(payload), s.sendto(payload, PEER), modem.commands[-2:], modem.sent[-1])
for payload in (None, 5, [256], ["x"], object()):
    try:
        print(s.sendto(payload, PEER))
    except (TypeError, ValueError, OverflowError):
        print("refused")
# Nothing of these reached the modem, and the socket still works.
print(len(modem.sent), s.sendto(b"x", PEER), len(modem.sent))
