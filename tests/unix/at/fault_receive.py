# Whatever goes wrong while reading: (None, None), and the next call reads the next datagram.
from support import ERROR, PEER, attached

ANSWERS = (
    ERROR,
    "\r\n+CME ERROR: 4\r\n",
    "",
    "\r\nOK\r\n",
    "\r\n+SQNSRECV: 1,4\r\n61zz6364\r\n\r\nOK\r\n",
    "\r\n+SQNSRECV: 1,4\r\n6162\r\n\r\nOK\r\n",
    "\r\n+SQNSRECV: 1,4\r\n616263",
    "\r\n+SQNSRECV: 1,4\r\n",
    "\r\n+SQNSRECV: 1\r\n61\r\n\r\nOK\r\n",
    "\r\n+SQNSRECV: 1,9999\r\n61\r\n\r\nOK\r\n",
    "\r\n+SQNSRECV: 2,1\r\n61\r\n\r\nOK\r\n",
    "\r\n+SQNSRECV: 1,-1\r\n61\r\n\r\nOK\r\n",
)
for answer in ANSWERS:
    modem, s = attached(show=False)
    s.open(*PEER)
    modem.rings = "\r\n+SQNSRING: 1,4\r\n"
    # For good: the modem never gives this one.
    modem.answers = [("AT+SQNSRECV", answer)]
    first = s.recvfrom()
    for _ in range(4):
        if s.recvfrom() != (None, None):
            print("got", answer)
    said = len(modem.commands)
    modem.arrive(1, b"next")
    second = s.recvfrom()
    if (first, second) != ((None, None), (b"next", list(PEER))):
        print(repr(answer), first, second)
    if said > 30:
        print(repr(answer), "was asked", said)
    s.close(True)
print(len(ANSWERS))
