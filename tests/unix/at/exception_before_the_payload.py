# Interrupted between prompt and payload, the modem waits for data: it swallows what comes next. That passes.
from support import PEER, attached, echo

modem, s = attached(show=False, peer=echo)
s.open(*PEER)


def interrupt(command):
    modem.answer(command)
    raise KeyboardInterrupt


modem.answers = [("AT+SQNSSENDEXT", interrupt)]
try:
    s.sendto(b"lost", PEER)
except KeyboardInterrupt:
    print("KeyboardInterrupt")
results = [s.sendto(b"good", PEER) for _ in range(4)]
print(4 in results, results[-1], modem.sent[-1], b"lost" in modem.sent)
