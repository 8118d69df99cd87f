# 2 s in every close and open, 5 s between dials: numbers of the script now.
import time

from support import ERROR, PEER, attached

modem, s = attached(show=False)
start = time.ticks_ms()
s.open(*PEER)
s.close()
modem.answers = [("AT+SQNSD", ERROR)] * 4
print(s.open(*PEER))
print(s.sendAtCommand("AT", 3) is not None)
s.close(True)
print(time.ticks_diff(time.ticks_ms(), start) < 1500)
