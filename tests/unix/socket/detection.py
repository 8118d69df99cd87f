# Without a name the dialect is found out at first use, for every family and generation; objects with send_at_cmd() are
# not asked.
try:
    import errno

    import microATsocket as socket
    import modemsim
except ImportError:
    print("SKIP")
    raise SystemExit

MODEMS = (
    ("sequans", {}),
    ("nordic", {"generation": "N0"}),
    ("nordic", {"generation": "N1"}),
    ("nordic", {"generation": "N2"}),
    ("nordic", {"generation": "N3"}),
    ("nordic", {"generation": "N4"}),
    ("quectel", {}),
    ("quectel", {"model_class": "NBIOT"}),
)


ASKED = ("AT+CGM", "ATI", "AT#XACCEPT", "AT#XRECVCFG=?", "AT#XSMVER", "AT#XSLMVER")


def commands(modem):
    return [line[2:-2] for line in modem.record.transcript() if line.startswith("> AT")]


def exchange(stream):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.setModemInstance(stream)
    print(s.sendto(b"hello", ("192.0.2.10", 7)), s.recvfrom())
    s.close(True)


for family, knobs in MODEMS:
    net = modemsim.MemoryNet()
    net.udp_peer("192.0.2.10", 7, lambda peer, data, source: peer.send(data.upper(), source))
    port = modemsim.SerialPort(modemsim.make(family, modemsim.Knobs(**knobs), net=net))
    modem = socket.Modem(port)
    print("--", family, *knobs.values())
    print(commands(port.modem))
    exchange(modem)
    said = commands(port.modem)
    end = max([said.index(line) for line in said if any(line.startswith(start) for start in ASKED)])
    print(said[: end + 1])


# A stream without a Modem around it is asked too.
print("-- stream")
net = modemsim.MemoryNet()
net.udp_peer("192.0.2.10", 7, lambda peer, data, source: peer.send(data.upper(), source))
exchange(modemsim.SerialPort(modemsim.make("quectel", net=net)))

# Pycom's LTE is Sequans, and sees nothing that its script did not cause.
print("-- send_at_cmd")
lte = modemsim.LTE(net=net)
exchange(lte)
print([line for line in commands(lte.modem) if any(line.startswith(start) for start in ("AT+CG", "ATI", "AT+CMEE"))])


class Unheard:
    # Answers, but is of no family.
    def __init__(self):
        self.line = self.out = b""

    def write(self, data):
        self.line += data
        if self.line.endswith(b"\r"):
            self.out += b"\r\nOK\r\n" if self.line in (b"AT\r", b"ATE0\r") else b"\r\nERROR\r\n"
            self.line = b""
        return len(data)

    def read(self, size):
        data, self.out = self.out, b""
        return data or None


print("-- unknown")
modem = socket.Modem(Unheard())
for _ in range(2):
    s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    s.setModemInstance(modem)
    try:
        s.connect(("192.0.2.10", 7))
    except OSError as error:
        print(error.args[0] == errno.ENODEV, error.args[1])
    s.close()
print(repr(modem.send_at_cmd("AT+CSQ")))
print(socket.sockets_in_use)
