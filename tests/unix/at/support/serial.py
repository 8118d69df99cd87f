# A simulated modem behind a byte stream, in virtual time: sim, sock = serial().
import microATsocket
import modemsim

PEER = ("192.0.2.10", 5683)


def sequans(port):
    return microATsocket.Modem(port, dialect="sequans")


def serial(wrap=sequans, handler=None, **knobs):
    net = modemsim.MemoryNet()
    sim = modemsim.make("sequans", modemsim.Knobs(urc_hold_ms=20, **knobs), net)
    sim.peer = net.udp_peer(PEER[0], PEER[1], handler or (lambda peer, data, source: peer.send(data, source)))
    modem = wrap(modemsim.SerialPort(sim, step_ms=10))
    return sim, attach(modem)


def attach(modem):
    sock = microATsocket.socket(microATsocket.AF_INET, microATsocket.SOCK_DGRAM)
    sock.setModemInstance(modem)
    sock.dialPause = 0
    return sock
