# connect() that does not wait, on modems that are free until they tell how it went (Quectel) and on such as take no other
# command until then: what other sockets can do meanwhile, what a close in the middle of it leaves, and what failed.
import skip_without_polling  # noqa: F401, I001
import errno
import select
import time

import microATsocket as socket
import modemsim

SLOW, QUICK, NOBODY = ("192.0.2.66", 80), ("192.0.2.10", 80), ("192.0.2.10", 81)


def echo(end, data):
    # None when somebody connects, nothing when he closes.
    if data:
        end.send(data)
    else:
        visits.append(data)


def outcome(function, *args):
    try:
        return function(*args)
    except OSError as error:
        return errno.errorcode.get(error.args[0], error.args[0])


def stream(timeout=0):
    s = socket.socket()
    s.settimeout(timeout)
    s.dialPause = 1
    return s


def events(s, wanted=select.POLLIN | select.POLLOUT, ms=5000):
    poll = select.poll()
    poll.register(s, wanted)
    return [event for _, event in poll.poll(ms)]


def ended(s):
    # connect() may have ended before it returns: the modem answers at once.
    result = outcome(s.connect, NOBODY)
    if result == "EINPROGRESS":
        print("told", events(s) == [select.POLLIN | select.POLLOUT | select.POLLERR | select.POLLHUP])
        result = errno.errorcode[s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)]
    else:
        print("told", True)
    return result


for dialect, knobs in (
    ("sequans", {}),
    ("nordic_n0", {"generation": "N0"}),
    ("nordic_n4", {"generation": "N4"}),
    ("quectel", {}),
    ("quectel_nb_iot", {"model_class": "NBIOT"}),
):
    print(dialect)
    visits = []
    net = modemsim.MemoryNet()
    slow, quick = net.tcp_peer(SLOW[0], SLOW[1], echo), net.tcp_peer(QUICK[0], QUICK[1], echo)
    sim = modemsim.make(dialect.split("_")[0], modemsim.Knobs(**knobs), net)
    modem = socket.Modem(modemsim.SerialPort(sim), dialect=dialect)
    open_one = stream(5)
    open_one.connect(QUICK)
    slow.answers = False

    # Under way: one connection attempt has the modem, or several are under way beside other traffic.
    s, other = stream(), stream()
    print(outcome(s.connect, SLOW), s.getsocketsta(), events(s, ms=20), outcome(s.connect, SLOW))
    open_one.settimeout(0)
    is_free = events(open_one, select.POLLOUT, 20) == [select.POLLOUT]
    print("others", is_free, outcome(open_one.send, b"ping"), open_one.write(b"pong"), outcome(other.connect, QUICK))
    if is_free:
        print(events(other), events(open_one, select.POLLIN), open_one.recv(10))
    slow.answers = True
    print(events(s), s.getsocketsta(), outcome(s.connect, SLOW), s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR))
    print(events(other), other.send(b"hello"), events(other, select.POLLIN), other.recv(10))
    other.close()
    s.close()

    # Within a time, and closed in the middle of it: the id comes back, and the connection does not stay.
    slow.answers = False
    s = stream(0.05)
    print(outcome(s.connect, SLOW))
    s.close()
    slow.answers = True
    visits.clear()
    s = stream(5)
    s.connect(QUICK)
    print(s.send(b"hello"), s.recv(10))
    s.close()
    print(visits.count(None) - visits.count(b""), socket.sockets_in_use)

    # Refused: told once, and the socket can try again. A modem that is dialled again has its time for it.
    s = stream()
    print(ended(s), s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR), outcome(s.send, b"x"))
    s.settimeout(5)
    print(outcome(s.connect, NOBODY), outcome(s.connect, QUICK))
    s.close()
    s = stream(0.05)
    s.dialPause = 60000
    print(outcome(s.connect, NOBODY))
    s.close()

    # Nobody waits for what has gone: the modem restarts in the middle of it.
    slow.answers = False
    s = stream()
    outcome(s.connect, SLOW)
    sim.restart()
    print([event & (select.POLLERR | select.POLLHUP) for event in events(s)], outcome(s.recv, 1), outcome(s.recv, 1))
    s.close()
    open_one.close()
    print(socket.sockets_in_use)
