# DTLS that the modem speaks: one peer, which sendto() need not and cannot change; Coap over such a socket as it is.
try:
    import microATsocket as socket
    import microcoapy
    import modemsim
except ImportError:
    print("SKIP")
    raise SystemExit

PEER = ("192.0.2.10", 5684)


def answer(peer, data, source):
    if data[0] == 0x40:  # a confirmable GET: piggybacked 2.05 with its message id
        peer.send(b"\x60\x45" + data[2:4] + b"\xff21.5", source)
    else:
        peer.send(data.upper(), source)


def attached(dialect, family, **knobs):
    net = modemsim.MemoryNet()
    net.udp_peer(PEER[0], PEER[1], answer)
    port = modemsim.SerialPort(modemsim.make(family, modemsim.Knobs(dtls="clear", **knobs), net=net))
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_DTLS_1_2)
    s.setModemInstance(socket.Modem(port, dialect=dialect))
    s.setsockopt(socket.SOL_TLS, socket.TLS_SEC_TAG_LIST, 1)
    s.connect(PEER)
    return s, port.modem


def commands_to_another_peer(modem):
    return [line for line in modem.record.transcript() if line.startswith("> ") and "SENDTO" in line]


for dialect, family, knobs in (
    ("nordic_n0", "nordic", {"generation": "N0"}),
    ("nordic_n1", "nordic", {"generation": "N1"}),
    ("nordic_n2", "nordic", {"generation": "N2"}),
    ("nordic_n3", "nordic", {"generation": "N3"}),
    ("nordic_n4", "nordic", {"generation": "N4"}),
    ("quectel", "quectel", {}),
):
    s, modem = attached(dialect, family, **knobs)
    print(dialect, s.sendto(b"hello", PEER), s.recvfrom(32))
    client = microcoapy.Coap()
    client.debug = False
    client.setCustomSocket(s)
    client.responseCallback = lambda packet, sender: print(" ", sender, packet.payload)
    print("  mid", client.get(PEER[0], PEER[1], "outdoor") > 0, client.poll(2000, 10))
    print(" ", commands_to_another_peer(modem))
    s.close()
