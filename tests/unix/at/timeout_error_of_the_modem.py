# A TypeError that is the modem's own comes out.
import microATsocket as at


class Modem:
    calls = 0

    def send_at_cmd(self, *args, **keywords):
        self.calls += 1
        raise TypeError("AT command must be a string")


modem = Modem()
s = at.socket(at.AF_INET, at.SOCK_DGRAM)
s.setModemInstance(modem)
try:
    s.sendAtCommandWithTimeout(5, 100)
except TypeError as error:
    print(error)


class Broken:
    def send_at_cmd(self, command, *, timeout=9500):
        raise OSError("LTE modem is in data state, cannot send AT commands")


s.setModemInstance(Broken())
try:
    s.sendAtCommandWithTimeout("AT", 100)
except OSError as error:
    print(error)
