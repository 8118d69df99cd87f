# Every refusal counted as sent. Without a prompt the data stays here; silence after the data counts as sent.
from support import ERROR, OK, PEER, attached

modem, s = attached(show=False)
s.open(*PEER)
ANSWERS = (ERROR, "\r\n+CME ERROR: 3\r\n", "\r\n+CME ERROR: operation not allowed\r\n", "", "\r\nNO CARRIER\r\n", OK)
for place in ("AT+SQNSSENDEXT", "78"):
    for answer in ANSWERS:
        if place == "78" and answer == OK:
            continue
        modem.answers, modem.commands = [(place, answer)], []
        result = s.sendto(b"x", PEER)
        print(place, repr(answer), result, len([c for c in modem.commands if isinstance(c, bytes)]))
        modem.sent = []
        print(s.sendto(b"good", PEER), modem.sent)
