# What becomes of bytes that are not commands: payload of known length, payload up to a
# mark, and the transparent (online) channel.  feed() gives back what it did not take.


class FixedData:
    # `digits` counts what comes over the line: n bytes, or 2n hexadecimal digits.
    def __init__(self, modem, digits, done):
        self.modem, self.left, self.done = modem, digits, done
        self.parts = []

    def feed(self, data):
        taken, rest = data[: self.left], data[self.left :]
        self.parts.append(taken)
        self.left -= len(taken)
        if self.modem.echoes_payload():
            self.modem.emit(taken, log=False)
        if self.left == 0:
            self.done(b"".join(self.parts))
        return rest


class MarkedData:
    # 0x1A sends, 0x1B gives up, 0x08 takes the previous byte back.
    def __init__(self, modem, limit, done, cancelled, editing=True):
        self.modem, self.limit = modem, limit
        self.done, self.cancelled, self.editing = done, cancelled, editing
        self.taken = []

    def feed(self, data):
        if self.modem.echoes_payload():
            self.modem.emit(data, log=False)
        for i in range(len(data)):
            c = data[i]
            if c == 0x1A:
                self.done(bytes(self.taken))
                return data[i + 1 :]
            if c == 0x1B:
                self.cancelled(bytes(self.taken))
                return data[i + 1 :]
            if c == 8 and self.editing:
                if self.taken:
                    self.taken.pop()
            elif len(self.taken) < self.limit:
                self.taken.append(c)
        return b""


class Online:
    # Bytes pass in blocks (full, or `flush_ms` after the last byte); a second of silence,
    # +++ and another second of silence lead back to command mode.
    GUARD_MS = 1000

    def __init__(self, modem, block, flush_ms, send, left):
        self.modem, self.block, self.flush_ms = modem, block, flush_ms
        self.send, self.left = send, left
        self.buffer = b""
        self.plus = b""
        self.last = modem.clock.now() - self.GUARD_MS
        self.timer = None

    def feed(self, data):
        now = self.modem.clock.now()
        quiet = now - self.last >= self.GUARD_MS
        self.last = now
        self.modem.cancel(self.timer)
        if (self.plus or quiet) and b"+++".startswith(self.plus + data):
            self.plus += data
            if self.plus == b"+++":
                self.timer = self.modem.later(self.GUARD_MS, self._leave)
                return b""
            self.timer = self.modem.later(self.GUARD_MS, self.flush)
            return b""
        self.buffer += self.plus + data
        self.plus = b""
        while len(self.buffer) >= self.block:
            self.send(self.buffer[: self.block])
            self.buffer = self.buffer[self.block :]
        self.timer = self.modem.later(self.flush_ms, self.flush)
        return b""

    def flush(self):
        data, self.buffer, self.plus = self.buffer + self.plus, b"", b""
        if data:
            self.send(data)

    def _leave(self):
        self.plus = b""
        self.flush()
        self.left()

    def stop(self):
        self.modem.cancel(self.timer)
