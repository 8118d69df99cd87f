# The banner in the middle of an answer. The sockets are told, and open again.
from support.serial import PEER, attach, serial

for cut in (1, 5):
    for place in ("send", "receive"):
        sim, a = serial(boot_ms=50)
        b = attach(a.modem)
        print(a.sendto(b"a", PEER), b.sendto(b"b", PEER), a.recvfrom()[0], b.recvfrom()[0], end=" ")
        if place == "receive":
            a.sendto(b"lost", PEER)
        sim.reset_after(cut)
        failed = a.sendto(b"lost", PEER) if place == "send" else a.recvfrom()[0]
        print(cut, place, failed in (-1, None), end=" ")
        print(a.sendto(b"again", PEER), a.recvfrom()[0], b.sendto(b"again", PEER), b.recvfrom()[0])
        a.close(True)
        b.close(True)
