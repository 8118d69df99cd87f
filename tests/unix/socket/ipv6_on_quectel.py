# IPv6 on Quectel, whose modems may know addresses with all their groups only: datagrams, streams and servers; and a
# context that has IPv4 alone.
try:
    import microATsocket as socket
    import modemsim
except ImportError:
    print("SKIP")
    raise SystemExit

PEER = "2001:db8::a"
net = modemsim.MemoryNet()
net.udp_peer(PEER, 7, lambda peer, data, source: peer.send(data, source))
net.tcp_peer(PEER, 80, lambda end, data: data and end.send(data))

for form in ("short", "full"):
    for dialect, knobs in (("quectel", {}), ("quectel_nb_iot", {"model_class": "NBIOT"})):
        print("--", dialect, form)
        sim = modemsim.make("quectel", modemsim.Knobs(address6=form, **knobs), net=net)
        modem = socket.Modem(modemsim.SerialPort(sim), dialect=dialect)
        modem.send_at_cmd('AT+QICSGP=1,3,"internet"')
        s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
        s.settimeout(2)
        s.connect((PEER, 7))
        print(s.send(b"tied"), s.recvfrom(10))
        s.close()
        s = socket.socket(socket.AF_INET6)
        s.connect((PEER, 80))
        print(s.send(b"stream"), s.recv(10))
        s.close()
        if dialect == "quectel":
            s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
            s.settimeout(2)
            s.bind(("::", 6001))
            print(s.sendto(b"to anyone", (PEER, 7)), s.recvfrom(10))
            s.close()
            s = socket.socket(socket.AF_INET6)
            s.bind(("::", 7000))
            s.listen()
            net.dial(7000, lambda end, data: data is None and end.send(b"ping"), ("2001:db8::c", 54321))
            visitor, address = s.accept()
            print(visitor.recv(4), address)
            visitor.close()
            s.close()
        for line in sim.record.transcript():
            if line.startswith("> AT+QIOPEN=") or line.startswith("> AT+QISEND="):
                print(line[2:-2])

# As the modem is set of its own.
modem = socket.Modem(modemsim.SerialPort(modemsim.make("quectel", modemsim.Knobs(), net=net)), dialect="quectel")
for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
    s = socket.socket(socket.AF_INET6, kind)
    try:
        s.connect((PEER, 80))
    except OSError as error:
        print("refused", error.args[1][:20])
    s.close()
