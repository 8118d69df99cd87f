# The answer of a quick peer comes glued to the OK of the payload.
from support import PEER, attached, echo

modem, s = attached(show=False, peer=echo)
modem.glue = True
print(s.sendto(b"one", PEER), s.sendto(b"two", PEER), s.sendto(b"three", PEER))
modem.commands = []
print(s.recvfrom()[0], s.recvfrom()[0], s.recvfrom()[0])
print("Pycom_Dummy" in modem.commands)
