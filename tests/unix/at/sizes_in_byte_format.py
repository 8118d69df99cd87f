# Every length the contract allows, both ways; one more is refused without a word to the modem (A29).
from support import PEER, attached, echo

modem, s = attached(show=False, peer=echo)
for length in (0, 1, 2, 62, 63, 100, 255, 256, 257, 1023, 1024, 1025, 1399, 1400, 1499, 1500):
    data = bytes([i * 7 & 255 for i in range(length)])
    sent = s.sendto(data, PEER)
    received = s.recvfrom(1500)
    if (sent, received) != (length, (data, list(PEER))):
        print(length, sent, received)
said = len(modem.commands)
print(s.sendto(bytes(1501), PEER), s.sendto(bytes(5000), PEER), s.sendto(bytes(70000), PEER))
print(len(modem.commands) - said)
print(s.sendto(b"x", PEER), s.recvfrom())
