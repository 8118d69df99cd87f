# A UDP server and its clients as QuecPython scripts are written, a thread each, in one script over one modem.
try:
    import _thread
    import time

    import microATsocket as usocket
    import modemsim
except ImportError:
    print("SKIP")
    raise SystemExit

PORT = 9000
ROUNDS = 5


def serve(address, datagrams):
    sock = usocket.socket(usocket.AF_INET, usocket.SOCK_DGRAM)
    sock.bind((address, PORT))
    ready.append(True)
    for _ in range(datagrams):
        data, sender = sock.recvfrom(1024)
        sock.sendto(data.upper(), sender)
    sock.close()
    done.append("server")


def ask(name, address):
    sock = usocket.socket(usocket.AF_INET, usocket.SOCK_DGRAM)
    sock.settimeout(10)
    answers = []
    for number in range(ROUNDS):
        sock.sendto(b"%s %d" % (name, number), (address, PORT))
        data, sender = sock.recvfrom(1024)
        answers.append((data, sender == (address, PORT)))
    sock.close()
    done.append((name, answers))


def wait_for(things, count):
    end = time.ticks_add(time.ticks_ms(), 30000)
    while len(things) < count and time.ticks_diff(end, time.ticks_ms()) > 0:
        time.sleep_ms(5)


for dialect, own, knobs in (
    ("quectel", "10.7.89.12", {}),
    ("nordic_n0", "10.0.12.55", {"generation": "N0"}),
    ("nordic_n4", "10.0.12.55", {"generation": "N4"}),
):
    ready, done = [], []
    sim = modemsim.make(dialect.split("_")[0], modemsim.Knobs(**knobs), modemsim.MemoryNet())
    usocket.Modem(modemsim.SerialPort(sim), dialect=dialect).connect()
    _thread.start_new_thread(serve, (own, 2 * ROUNDS))
    wait_for(ready, 1)
    for name in (b"left", b"right"):
        _thread.start_new_thread(ask, (name, own))
    wait_for(done, 3)
    print(dialect)
    for result in sorted(done, key=str):
        print(result)
    print(usocket.sockets_in_use)
