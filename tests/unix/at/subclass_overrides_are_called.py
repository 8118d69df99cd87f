# The methods of the module call each other through the object.
import microATsocket as at
from support import Modem, echo


class Loud(at.socket):
    def __init__(self, modem):
        super().__init__(at.AF_INET, at.SOCK_DGRAM)
        self.setModemInstance(modem)
        self.said = 0

    def open(self, ip, port):
        print("open", ip, port)
        return super().open(ip, port)

    def sendAtCommand(self, command, max_tries=1):
        self.said += 1
        answer = super().sendAtCommand(command, max_tries)
        assert isinstance(answer, str)
        return answer

    def reset(self):
        print("reset")
        super().reset()


modem = Modem(show=False, peer=echo)
s = Loud(modem)
print(s.sendto(b"abc", ("192.0.2.10", 5683)))
print(s.said == len(modem.commands), s.said >= 4)
print(s.recvfrom())
print(s.said == len(modem.commands))
s.close(True)
print(s.said == len(modem.commands), s.socketid)
print(isinstance(s, at.socket), type(s).__name__)
