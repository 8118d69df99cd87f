# A TCP server over the modem families that can listen: accept, answer, next connection; where a family
# cannot, OSError says so.
try:
    import errno

    import microATsocket as socket
    import modemsim
except ImportError:
    print("SKIP")
    raise SystemExit

got = []


def visit(end, data):
    if data is None:
        end.send(b"ping")
    elif data:
        got.append(data)


for dialect, family, knobs in (
    ("sequans", "sequans", {}),
    ("quectel", "quectel", {}),
    ("nordic_n4", "nordic", {"generation": "N4"}),
    ("nordic_n3", "nordic", {"generation": "N3"}),
):
    print("--", dialect)
    net = modemsim.MemoryNet()
    modem = socket.Modem(modemsim.SerialPort(modemsim.make(family, modemsim.Knobs(**knobs), net=net)), dialect=dialect)
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    server.setModemInstance(modem)
    server.bind(("", 7000))
    try:
        server.listen(2)
    except OSError as error:
        print("listen", error.args[0] == errno.EOPNOTSUPP)
        server.close()
        continue
    server.settimeout(0)
    try:
        server.accept()
    except OSError as error:
        print("accept", error.args[0] == errno.EAGAIN)
    server.settimeout(5)
    for number in range(2):
        net.dial(7000, visit, ("198.51.100.7", 54321 + number))
        connection, address = server.accept()
        print(address, connection.recv(4), connection.send(b"pong"))
        connection.close()
    print(b"".join(got))
    got.clear()
    server.close()
print(socket.sockets_in_use)
