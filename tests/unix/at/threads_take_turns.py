# Many short calls of several threads on one modem: none takes the call of another thread for one of its own, which it
# would refuse.
import _thread
import time

try:
    import microATsocket as socket
except ImportError:
    print("SKIP")
    raise SystemExit

THREADS, COUNT = 4, 100000


class Modem:
    def send_at_cmd(self, command):
        return "\r\nOK\r\n"


def work(sock):
    try:
        for _ in range(COUNT):
            sock.sendAtCommand("AT")
            sock.close()
        results.append("done")
    except OSError as error:
        results.append(error)


modem = Modem()
results = []
for _ in range(THREADS):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setModemInstance(modem)
    _thread.start_new_thread(work, (sock,))
end = time.ticks_add(time.ticks_ms(), 60000)
while len(results) < THREADS and time.ticks_diff(end, time.ticks_ms()) > 0:
    time.sleep_ms(5)
print(results)
