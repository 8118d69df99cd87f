# A firmware for the modems of one family: the others are refused, and no other module is there.
import microATsocket as socket
import modemsim


def answer(peer, data, source):
    peer.send(data.upper(), source, 5)


net = modemsim.MemoryNet()
net.udp_peer("192.0.2.10", 5683, answer)
for dialect in ("sequans", "quectel", "quectel_nb_iot", "nordic_n0", "nordic_n4"):
    knobs = modemsim.Knobs(generation="N0" if dialect == "nordic_n0" else "N4")
    port = modemsim.SerialPort(modemsim.make("nordic", knobs, net=net))
    try:
        modem = socket.Modem(port, dialect=dialect)
    except OSError as error:
        print(dialect, error)
        continue
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setModemInstance(modem)
    print(dialect, sock.sendto(b"hello", ("192.0.2.10", 5683)), sock.recvfrom())
    sock.close(True)
for name in ("dns_query", "microcoapy"):
    try:
        print(__import__(name))
    except ImportError as error:
        print(error)
