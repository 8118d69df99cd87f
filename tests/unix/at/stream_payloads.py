# Conformance vectors 1, 2 and 3: every length, every byte, words of the modem; whole, in single bytes, in random pieces.
from support.serial import PEER, serial

LENGTHS = (1, 2, 100, 255, 256, 1024, 1399, 1400, 1500)
PAYLOADS = [bytes([(i * 7 + length) & 255 for i in range(length)]) for length in LENGTHS]
PAYLOADS += [bytes(range(256)), b"\r\nOK\r\n", b"> ", b"+++", b"\r\nERROR\r\n", b"+SQNSRING: 1,5\r\n", b"\x1a\x1b\x08\x7f\x00"]
PAYLOADS += [b"\r\n", b"\n", b"\r", b"\r\n+SYSSTART\r\n", b"AT\r", b"\r\n+SQNSRECV: 1,2\r\n"]

for chunk in ("whole", "byte", "random"):
    sim, s = serial(chunk=chunk)
    wrong = 0
    for payload in PAYLOADS:
        sent, received = s.sendto(payload, PEER), s.recvfrom(1500)
        if sent != len(payload) or received[0] != payload or sim.peer.received[-1][0] != payload:
            print(chunk, payload[:40], sent, received)
    said = sim.stats.commands
    print(chunk, s.sendto(bytes(1501), PEER), sim.stats.commands - said)
    s.close(True)
