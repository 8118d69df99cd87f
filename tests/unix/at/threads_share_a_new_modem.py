# Two threads that use a modem for the first time at the same instant share one engine: what is announced for the
# socket of one in an answer to the other is not lost.
import _thread
import time

from support import Modem, another, echo


class Slow:
    # Looked at for the first time it keeps each thread until both are there.
    def __init__(self):
        self.modem = Modem(show=False, peer=echo)
        self.lock = _thread.allocate_lock()
        self.looking = set()

    def __getattr__(self, name):
        if name != "send_at_cmd":
            raise AttributeError(name)
        with self.lock:
            self.looking.add(_thread.get_ident())
        end = time.ticks_add(time.ticks_ms(), 5000)
        while len(self.looking) < 2 and time.ticks_diff(end, time.ticks_ms()) > 0:
            time.sleep_ms(1)
        return self.modem.send_at_cmd


def first_use(sock, done):
    sock.modem = modem
    done.append(sock.sendto(b"first use", ("192.0.2.%d" % sock.socketid, 5000)))


modem = Slow()
socks = [another(None), another(None)]
done = []
_thread.start_new_thread(first_use, (socks[0], done))
first_use(socks[1], done)
end = time.ticks_add(time.ticks_ms(), 5000)
while len(done) < 2 and time.ticks_diff(end, time.ticks_ms()) > 0:
    time.sleep_ms(1)
print(done, len(modem.looking))
print(socks[0].recvfrom(), socks[1].recvfrom())
