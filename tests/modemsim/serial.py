# A modem as a byte stream inside the process: read, readinto, readline, write, any.
#
# Reads never block; nothing there gives None, as machine.UART does.


class SerialPort:
    # step_ms: in virtual time, how far an empty read moves the modem's clock.
    def __init__(self, modem, step_ms=1):
        self.modem = modem
        self.step_ms = step_ms

    def write(self, data):
        self.modem.feed(bytes(data))
        return len(data)

    def any(self):
        count = self.modem.any()
        if not count:
            self._let_time_pass()
            count = self.modem.any()
        return count

    def read(self, limit=None):
        if not self.any():
            return None
        return self.modem.take(limit)

    def readinto(self, buffer, limit=None):
        data = self.read(len(buffer) if limit is None else min(limit, len(buffer)))
        if data is None:
            return None
        buffer[: len(data)] = data
        return len(data)

    def readline(self):
        line = b""
        while self.any():
            line += self.modem.take(1)
            if line.endswith(b"\n"):
                break
        return line or None

    def wait(self, ms):
        return self.modem.wait(ms)

    def _let_time_pass(self):
        if self.modem.idle:
            self.modem.idle()
        if self.modem.clock.is_virtual:
            self.modem.pass_time(self.step_ms)
