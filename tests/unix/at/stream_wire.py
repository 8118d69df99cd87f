# The same socket behind a byte stream: echo off, payload as it is, the local port as bound.
from support.serial import PEER, serial

sim, s = serial()
s.bind(("", 5000))
print(s.sendto(b"ab\r\nOK\r\n\x00\xff", PEER), s.recvfrom(), s.close())
print("\n".join([line for line in sim.record.transcript() if line[0] == ">"]))
