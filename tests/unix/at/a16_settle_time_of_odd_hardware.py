# One attribute restores the rest after a close, for one socket or for all.
import time

import microATsocket as at
from support import PEER, attached

modem, s = attached(show=False)


def closing():
    s.open(*PEER)
    start = time.ticks_ms()
    s.close()
    return time.ticks_diff(time.ticks_ms(), start)


print(closing() < 50)
s.settleTime = 60
print(closing() >= 60)
del s.settleTime
at.socket.settleTime = 60
print(closing() >= 60)
at.socket.settleTime = 0
print(closing() < 50)
