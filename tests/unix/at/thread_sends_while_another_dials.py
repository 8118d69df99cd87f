# A dial was refused and is to be repeated: other threads have the modem meanwhile, and the dial finds it as it was.
import _thread
import time

from support import ERROR, PEER, Modem, another, echo

MINUTE = 60000


def wait_until(done):
    end = time.ticks_add(time.ticks_ms(), 10000)
    while not done() and time.ticks_diff(end, time.ticks_ms()) > 0:
        time.sleep_ms(1)


def dial(sock, results):
    results.append(sock.open("192.0.2.66", 7))


def exchange(sock, results):
    results.append(sock.sendto(b"hello", PEER))
    results.append(sock.recvfrom()[0])


def dials():
    return [command for command in modem.commands if command.startswith("AT+SQNSD=1,")]


modem = Modem(show=False, peer=echo)
refused, other = another(modem), another(modem)
refused.dialPause = MINUTE
modem.answers = [("AT+SQNSD", ERROR) for _ in range(2)]
opened, exchanged = [], []
_thread.start_new_thread(dial, (refused, opened))
wait_until(lambda: dials())
_thread.start_new_thread(exchange, (other, exchanged))
wait_until(lambda: len(exchanged) == 2)
print(exchanged, opened, len(dials()))

# The pause is that of the attribute, whenever it is set. Between two dials of others nothing is left out.
modem.commands = []
refused.dialPause = 0
wait_until(lambda: opened)
print(opened, refused.isconnected)
print([command.split("=")[0] for command in modem.commands])

# Nobody dials for a socket that was closed meanwhile.
refused.close()
refused.dialPause = MINUTE
modem.answers = [("AT+SQNSD", ERROR)]
modem.commands = []
opened.clear()
_thread.start_new_thread(dial, (refused, opened))
wait_until(lambda: dials())
refused.close()
refused.dialPause = 0
wait_until(lambda: opened)
print(opened, len(dials()))
