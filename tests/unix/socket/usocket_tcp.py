# A TCP server and its clients as QuecPython scripts are written: one thread for each connection, all of it in one script
# over one modem, whose own address the clients connect to.
try:
    import _thread
    import time

    import microATsocket as usocket
    import modemsim
except ImportError:
    print("SKIP")
    raise SystemExit

PORT = 7000
ROUNDS = 5


class Server:
    def __init__(self, address, port):
        self.lines = []
        self.sock = usocket.socket(usocket.AF_INET, usocket.SOCK_STREAM, usocket.IPPROTO_TCP_SER)
        self.sock.setsockopt(usocket.SOL_SOCKET, usocket.SO_REUSEADDR, 1)
        self.sock.bind((address, port))
        self.sock.listen(5)

    def run(self, visitors):
        for _ in range(visitors):
            conn, address, port = self.sock.accept()
            _thread.start_new_thread(self.talk, (conn, address, port))

    def talk(self, conn, address, port):
        while True:
            data = conn.recv(256)
            if not data:
                break
            self.lines.append((data, port))
            conn.send(b"got " + data)
        conn.close()
        done.append("server of " + address)


class Client:
    def __init__(self, name, address, port):
        self.name = name
        self.sock = usocket.socket(usocket.AF_INET, usocket.SOCK_STREAM)
        self.address = usocket.getaddrinfo(address, port)[0][-1]
        self.answers = []

    def run(self):
        self.sock.connect(self.address)
        for number in range(ROUNDS):
            line = b"%s %d" % (self.name, number)
            self.sock.send(line)
            self.answers.append(self.sock.recv(256) == b"got " + line)
        self.sock.close()
        done.append("client")


def wait_for(count):
    end = time.ticks_add(time.ticks_ms(), 30000)
    while len(done) < count and time.ticks_diff(end, time.ticks_ms()) > 0:
        time.sleep_ms(5)


for dialect, own, knobs in (
    ("quectel", "10.7.89.12", {}),
    ("nordic_n4", "10.0.12.55", {"generation": "N4"}),
    ("sequans", "10.0.12.55", {}),
):
    done = []
    sim = modemsim.make(dialect.split("_")[0], modemsim.Knobs(**knobs), modemsim.MemoryNet())
    modem = usocket.Modem(modemsim.SerialPort(sim), dialect=dialect)
    modem.connect()
    server = Server(own, PORT)
    clients = [Client(name, own, PORT) for name in (b"left", b"right")]
    _thread.start_new_thread(server.run, (len(clients),))
    for client in clients:
        _thread.start_new_thread(client.run, ())
    wait_for(2 * len(clients))
    server.sock.close()
    print(dialect, sorted(done))
    print([client.answers for client in clients])
    # Each connection carried the lines of one client, in their order.
    ports = sorted(set([port for _, port in server.lines]))
    print(sorted([[data for data, port in server.lines if port == wanted] for wanted in ports]))
    print(usocket.sockets_in_use)
