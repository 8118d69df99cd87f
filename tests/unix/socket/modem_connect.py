# connect() brings a modem of every family into the network, tells how far it is, and says why where it cannot.
try:
    import microATsocket as socket
    import modemsim
except ImportError:
    print("SKIP")
    raise SystemExit

DIALECTS = (
    ("sequans", "sequans", {}),
    ("nordic_n0", "nordic", {"generation": "N0"}),
    ("nordic_n1", "nordic", {"generation": "N1"}),
    ("nordic_n2", "nordic", {"generation": "N2"}),
    ("nordic_n3", "nordic", {"generation": "N3"}),
    ("nordic_n4", "nordic", {"generation": "N4"}),
    ("quectel", "quectel", {}),
    ("quectel_nb_iot", "quectel", {"model_class": "NBIOT"}),
)


def attempt(modem, *args, **keywords):
    states = []
    try:
        modem.connect(*args, progress=states.append, **keywords)
        print("connected", states)
    except OSError as error:
        print(error.args[0], error.args[1], states)


for dialect, family, given in DIALECTS:
    print("--", dialect)

    def made(**knobs):
        knobs.update(given)
        net = modemsim.MemoryNet()
        net.udp_peer("192.0.2.10", 7, lambda peer, data, source: peer.send(data, source))
        port = modemsim.SerialPort(modemsim.make(family, modemsim.Knobs(**knobs), net=net))
        return port.modem, socket.Modem(port, dialect=dialect, apn="iot.example")

    # Switched off, searching for a while, with the name given to Modem().
    sim, modem = made(cfun=0, registration=5, registration_ms=30, apns=("iot.example",))
    print(modem.active(), modem.isconnected())
    attempt(modem)
    print(modem.active(), modem.isconnected(), modem.status() == modem.STAT_ROAMING, modem.ifconfig()[3])
    # Again: nothing is set anew.
    attempt(modem, "iot.example")
    said = [line[2:-2] for line in sim.record.transcript() if line.startswith("> AT+C")]
    print(said.count("AT+CFUN=1"), len([line for line in said if line.startswith("AT+CGDCONT=")]))
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)  # of the modem made last
    print(s.sendto(b"hello", ("192.0.2.10", 7)), s.recvfrom()[0])
    s.close(True)
    modem.disconnect()
    print(modem.isconnected(), modem.status() == modem.STAT_IDLE)
    attempt(modem)
    modem.active(False)
    print(modem.active())
    if dialect.startswith("nordic") and dialect != "nordic_n4":
        continue
    # Another name than the modem is in the network with.
    attempt(modem, "other.example")
    attempt(made(sim=None, cfun=0)[1])
    attempt(made(sim="SIM PIN")[1])
    attempt(made(registration=3, cfun=0, registration_ms=20)[1])
    attempt(made(registration=2)[1], timeout=2)
    attempt(made(apns=("right",))[1], "wrong")

# Exceptions of the callback end the attempt, and the next one works.
print("-- callback")


def interrupt(state):
    raise KeyboardInterrupt


try:
    modem.connect("iot.example", progress=interrupt)
except KeyboardInterrupt:
    print("interrupted")
attempt(modem, "iot.example")

# An object with send_at_cmd().
print("-- send_at_cmd")
lte = modemsim.LTE(net=modemsim.MemoryNet(), knobs=modemsim.Knobs(registration=5))
modem = socket.Modem(lte)
attempt(modem)
print(modem.isconnected(), modem.ifconfig()[0], modem.status("rssi"))
