# More sockets than the list of ids has places, as many as the modem has connections; and a modem with fewer.
try:
    import microATsocket as socket
    import modemsim
except ImportError:
    print("SKIP")
    raise SystemExit

PEER = ("192.0.2.10", 7)


def family(name, **knobs):
    net = modemsim.MemoryNet()
    net.udp_peer(PEER[0], PEER[1], lambda peer, data, source: peer.send(data, source))
    net.tcp_peer(PEER[0], PEER[1], lambda end, data: data and end.send(data))
    return modemsim.SerialPort(modemsim.make(name, modemsim.Knobs(**knobs), net=net))


for dialect, name, knobs, count in (
    ("sequans", "sequans", {}, 6),
    ("nordic_n4", "nordic", {"generation": "N4"}, 8),
    ("quectel", "quectel", {}, 12),
    ("quectel_nb_iot", "quectel", {"model_class": "NBIOT"}, 5),
):
    modem = socket.Modem(family(name, **knobs), dialect=dialect)
    made = []
    for number in range(count):
        s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        s.setModemInstance(modem)
        s.connect(PEER)
        s.send(b"%d" % number)
        made.append(s)
    print(dialect, [s.recv(2) for s in made], [s.socketid for s in made], socket.sockets_in_use)
    one_more = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    one_more.setModemInstance(modem)
    print(one_more.socketid)
    for number in range(2):
        try:
            print(one_more.sendto(b"x", PEER), one_more.recvfrom())
        except Exception as error:
            print(error)
        made.pop(0).close()
    print(socket.release_socket(7), socket.has_available_sockets())
    for s in made:
        s.close()
    one_more.close(True)
    print(socket.sockets_in_use)
