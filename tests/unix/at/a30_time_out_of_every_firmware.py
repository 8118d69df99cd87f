# By keyword, else by position, else without.
from support import attached

modem, s = attached()
calls = []


class Current:
    def send_at_cmd(self, command, *, timeout=9500):
        calls.append(("keyword", command, timeout))
        return "\r\nOK\r\n"


class Between:
    def send_at_cmd(self, command, delay=9500):
        calls.append(("position", command, delay))
        return "\r\nOK\r\n"


class Old:
    def send_at_cmd(self, command):
        calls.append(("without", command))
        return "\r\nOK\r\n"


for kind in (Current, Between, Old):
    s.setModemInstance(kind())
    print(repr(s.sendAtCommandWithTimeout("AT", 1500)), s.sendAtCommandWithTimeout(b"41", timeout=5) is not None)
print("\n".join([repr(call) for call in calls]))
