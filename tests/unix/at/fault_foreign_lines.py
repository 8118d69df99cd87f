# Lines nobody asked for, and noise, around every answer.
from support import PEER, attached, echo

NOISE = (
    "\r\n+CEREG: 5\r\n",
    '\r\n^SIS: 1,2,"x"\r\n',
    '\r\n+CSCON: 1\r\n\r\n+CEREG: 1,"2A01","0112B30C",7\r\n',
    "\x00\x01\x7f~\r\n",
    "\r\n\r\n\r\n\n\n\r",
    "\r\n" + "x" * 700 + "\r\n",
    "\r\n+SQNSRING: 9,9\r\n",
    "\r\n+SQNSRING: x\r\n",
    "\r\n+SQNSH: 0\r\n",
    "\r\n+SQNSI: 1,0,0,0,0\r\n",
    "\r\nNOT OK\r\n",
    "\r\n>>>\r\n",
)
for noise in NOISE:
    modem, s = attached(show=False, peer=echo)
    answer = modem.answer
    modem.answer = lambda command: noise + answer(command)
    sent, received = s.sendto(b"abc", PEER), s.recvfrom()
    if (sent, received) != (3, (b"abc", list(PEER))):
        print("before", repr(noise), sent, received, modem.commands)
    modem.answer = lambda command: answer(command) + noise
    sent, received = s.sendto(b"abc", PEER), s.recvfrom()
    if (sent, received) != (3, (b"abc", list(PEER))):
        print("behind", repr(noise), sent, received, modem.commands)
    modem.answer = answer
    s.close(True)
print(len(NOISE))
