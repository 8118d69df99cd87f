# Conformance vectors 4, 5 and 6: rings at every point of an answer, of several sockets, datagrams kept apart.
from support.serial import PEER, attach, serial

for point in ("between", "before_info", "before_final", "before_prompt"):
    for chunk in ("whole", "byte"):
        sim, a = serial(handler=lambda peer, data, source: None, urc_point=point, chunk=chunk)
        b = attach(a.modem)
        a.bind(("", 5001))
        b.bind(("", 5002))
        assert a.open(*PEER) and b.open(*PEER)
        for i in range(8):
            sim.peer.send(b"for a %d" % i, 5001)
            sim.peer.send(b"for b %d!" % i, 5002)
            a.sendto(b"x", PEER)
        got_a = [a.recvfrom()[0] for _ in range(8)]
        got_b = [b.recvfrom()[0] for _ in range(8)]
        if got_a != [b"for a %d" % i for i in range(8)] or got_b != [b"for b %d!" % i for i in range(8)]:
            print(point, chunk, got_a, got_b)
        a.close(True)
        b.close(True)
print("all")
