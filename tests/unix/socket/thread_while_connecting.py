# A modem that tells later whether a connection stands is free for other threads until then, and for other connections.
try:
    import _thread
    import time

    import microATsocket as socket
    import modemsim
except ImportError:
    print("SKIP")
    raise SystemExit


def wait_until(done):
    end = time.ticks_add(time.ticks_ms(), 10000)
    while not done() and time.ticks_diff(end, time.ticks_ms()) > 0:
        time.sleep_ms(1)


def echo(end, data):
    if data:
        end.send(data)


def attempt(name, address):
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sock:
        try:
            sock.connect(address)
            sock.send(name)
            result = sock.recv(10)
        except OSError as error:
            result = error.args[0]
    results[name] = result


for restarts in (False, True):
    net = modemsim.MemoryNet()
    slow, quick = net.tcp_peer("192.0.2.66", 80, echo), net.tcp_peer("192.0.2.10", 80, echo)
    sim = modemsim.make("quectel", modemsim.Knobs(), net)
    modem = socket.Modem(modemsim.SerialPort(sim), dialect="quectel")
    slow.answers = False
    results = {}
    for name in (b"one", b"two"):
        _thread.start_new_thread(attempt, (name, ("192.0.2.66", 80)))
    wait_until(lambda: len(sim.conns) == 2)
    print(len(sim.conns), results)
    attempt(b"quick", ("192.0.2.10", 80))
    attempt(b"nobody", ("192.0.2.10", 81))
    print(sorted(results.items()))
    if restarts:
        modem.send_at_cmd("AT+CFUN=1,1", 100)
    else:
        slow.answers = True
    wait_until(lambda: len(results) == 4)
    print(sorted(results.items()))
    print(socket.sockets_in_use)
