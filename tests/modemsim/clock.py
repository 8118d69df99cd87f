# Time and chance: the real clock (scaled), virtual time, and a generator of random
# numbers that gives the same sequence under CPython and MicroPython.
import time

if hasattr(time, "ticks_us"):
    _ticks, _diff, _per_ms = time.ticks_us, time.ticks_diff, 1000
elif hasattr(time, "ticks_ms"):
    _ticks, _diff, _per_ms = time.ticks_ms, time.ticks_diff, 1
else:
    _ticks, _diff, _per_ms = time.monotonic_ns, lambda a, b: a - b, 1000000


class RealClock:
    # scale 0.01: the modem lives a hundred times faster than the wall clock.
    is_virtual = False

    def __init__(self, scale=1.0):
        self.scale = scale
        self._last = _ticks()
        self._elapsed = 0

    def now(self):
        ticks = _ticks()
        self._elapsed += _diff(ticks, self._last) / _per_ms
        self._last = ticks
        return self._elapsed / self.scale

    def sleep(self, ms, net, idle=None):
        # One slice at most; returns earlier when a socket has something.  Peers that live in
        # `idle` are asked often.
        net.wait(max(0, min(ms * self.scale, 2 if idle else 50)))


class VirtualClock:
    # Time passes only by sleep().  With real sockets behind, `patience_ms` of wall-clock
    # time is granted to the peers before virtual time jumps.
    is_virtual = True

    def __init__(self, patience_ms=0):
        self.patience_ms = patience_ms
        self._now = 0

    def now(self):
        return self._now

    def sleep(self, ms, net, idle=None):
        if self.patience_ms and self._came(net, idle):
            ms = min(ms, 1)  # never zero, so that no loop can stand still
        self._now += ms

    def _came(self, net, idle):
        if idle is None:
            return net.wait(self.patience_ms)
        for _ in range(0, self.patience_ms, 2):
            idle()
            if net.wait(2):
                return True
        return False


class Rng:
    # 32-bit xorshift.
    def __init__(self, seed):
        self._x = (seed * 2654435761 + 88172645) & 0xFFFFFFFF or 1

    def next(self):
        x = self._x
        x ^= (x << 13) & 0xFFFFFFFF
        x ^= x >> 17
        x ^= (x << 5) & 0xFFFFFFFF
        self._x = x
        return x

    def below(self, n):
        return self.next() % n

    def chance(self, probability):
        if probability <= 0:
            return False
        return self.next() < probability * 0x100000000
