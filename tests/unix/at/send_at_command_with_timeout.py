# No pause between the tries.
import time

from support import ERROR, OK

import microATsocket as at


class Modem:
    answers = [ERROR, "", OK, ERROR, ERROR]

    def send_at_cmd(self, command, *, timeout=9500):
        print(repr(command), timeout)
        return self.answers.pop(0)


s = at.socket(at.AF_INET, at.SOCK_DGRAM)
s.setModemInstance(Modem())
start = time.ticks_ms()
print(repr(s.sendAtCommandWithTimeout("AT", 500, 5)))
print(repr(s.sendAtCommandWithTimeout(command="AT", timeout=20, max_tries=2)))
print(time.ticks_diff(time.ticks_ms(), start) < 1000)
