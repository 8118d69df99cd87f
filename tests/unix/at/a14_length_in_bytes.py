# ASCII format: the modem is told bytes, not characters.
from support import PEER, attached

modem, s = attached(show=False)
s.setMessageFormat(0)
for text in ("é", "日本", "a€b"):
    print(s.sendto(text, PEER) > 0, modem.commands[-2], modem.sent[-1])
