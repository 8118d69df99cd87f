# A thread blocked in recvfrom() does not keep another from another modem, and gives way on its own at the end.
import _thread
import time

from support import PEER, Modem, another, echo


class Slow(Modem):
    waiting = False
    release = False

    def send_at_cmd(self, command):
        if isinstance(command, str) and command == "Pycom_Dummy":
            self.waiting = True
            while not self.release:
                time.sleep_ms(1)
            self.waiting = False
        return super().send_at_cmd(command)


def receive(sock, result):
    result.append(sock.recvfrom()[0])


slow, quick = Slow(show=False), Modem(show=False, peer=echo)
a, b, c = another(slow), another(quick), another(slow)
a.open(*PEER)
result, order = [], []
_thread.start_new_thread(receive, (a, result))
while not slow.waiting:
    time.sleep_ms(1)
print(b.sendto(b"x", PEER), b.recvfrom()[0], result)
slow.arrive(1, b"late")


def send(order):
    order.append(c.sendto(b"y", PEER))


_thread.start_new_thread(send, (order,))
time.sleep_ms(20)
print(order)
slow.release = True
end = time.ticks_add(time.ticks_ms(), 5000)
while not (result and order) and time.ticks_diff(end, time.ticks_ms()) > 0:
    time.sleep_ms(1)
print(result, order)
