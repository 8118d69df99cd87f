# send_at_cmd must return text: anything else is an exception or silence, and the next call works.
from support import PEER, attached, echo

modem, s = attached(show=False, peer=echo)
s.open(*PEER)
for answer in (None, 5, (), {}, object()):
    modem.answers = [("AT+SQNSSENDEXT", lambda c: answer)]
    try:
        print(s.sendto(b"x", PEER))
    except (TypeError, AttributeError):
        print("refused")
    modem.announced = None
    print(s.sendto(b"good", PEER), s.recvfrom()[0])
