# A NUL cuts the answer of send_at_cmd: no text comes of it, no endless wait, and the next datagram is whole.
from support import PEER, attached, echo

modem, s = attached(show=False, peer=echo)
s.setMessageFormat(0)
s.sendto("ab\0cd", PEER)
modem.answers = [("AT+SQNSRECV", lambda command: modem.answer(command).split("\0")[0])]
modem.commands = []
print(s.recvfrom(), modem.commands.count("Pycom_Dummy") < 10)
print(s.sendto("next", PEER), s.recvfrom())
