# Two threads with a socket each on one modem: every exchange is whole, no answer goes to the wrong thread.
import _thread
import time

from support import Modem, another, echo

COUNT = 60


class Watched(Modem):
    # Finds an exchange of one thread inside that of another.
    inside = 0
    overlaps = 0

    def send_at_cmd(self, command):
        self.inside += 1
        if self.inside != 1:
            self.overlaps += 1
        answer = super().send_at_cmd(command)
        self.inside -= 1
        return answer


def work(sock, name, results):
    peer = ("192.0.2.%d" % sock.socketid, 5000)
    good = 0
    try:
        for i in range(COUNT):
            data = b"%s %d" % (name, i)
            if sock.sendto(data, peer) != len(data):
                continue
            for _ in range(5):
                got = sock.recvfrom()
                if got[0] is not None:
                    good += got == (data, list(peer))
                    break
    except Exception as error:
        results.append(repr(error))
    results.append(good)


modem = Watched(show=False, peer=echo)
socks = [another(modem), another(modem)]
results = [], []
_thread.start_new_thread(work, (socks[0], b"first", results[0]))
work(socks[1], b"second", results[1])
end = time.ticks_add(time.ticks_ms(), 20000)
while not results[0] and time.ticks_diff(end, time.ticks_ms()) > 0:
    time.sleep_ms(1)
print(results, modem.overlaps)
