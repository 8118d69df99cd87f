# The clock of the example scripts; libraries use `time`. It leaps, so that a script that serves for a minute ends
# after three requests.
from time import sleep_ms, ticks_diff

_now = 0


def ticks_ms():
    global _now
    _now += 15000
    return _now
