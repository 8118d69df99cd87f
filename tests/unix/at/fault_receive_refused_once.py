# A refused read loses nothing: what was announced is read by the next call.
from support import ERROR, PEER, attached

modem, s = attached(show=False)
s.open(*PEER)
modem.arrive(1, b"kept")
modem.answers = [("AT+SQNSRECV", "\r\n+CME ERROR: 4\r\n")]
print(s.recvfrom(), s.recvfrom(), s.recvfrom())
modem.arrive(1, b"one")
modem.arrive(1, b"two")
modem.answers = [("AT+SQNSRECV", ERROR)]
print([s.recvfrom()[0] for _ in range(4)])
