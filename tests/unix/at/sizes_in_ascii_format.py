from support import PEER, attached, echo

modem, s = attached(show=False, peer=echo)
s.setMessageFormat(0)
for length in (1, 2, 124, 125, 255, 256, 1024, 1499, 1500):
    data = ("abcdefghij " * 150)[:length]
    sent = s.sendto(data, PEER)
    received = s.recvfrom(1500)
    if (sent, received) != (length, (data, list(PEER))):
        print(length, sent, received)
said = len(modem.commands)
print(s.sendto("x" * 1501, PEER), len(modem.commands) - said)
print(s.sendto("x", PEER), s.recvfrom())
