# Modem.send_at_cmd, as network.LTE has it: the whole answer as text.
import microATsocket as at
from support.serial import PEER, serial

sim, s = serial()
modem = s.modem
print(repr(modem.send_at_cmd("AT+CGMI")))
print(repr(modem.send_at_cmd("AT+NONSENSE")))
print(repr(modem.send_at_cmd(cmd="AT+CSQ", timeout=1000)))
print(repr(s.sendAtCommand("AT+CSQ")), repr(s.sendAtCommandWithTimeout("AT", 500)))
# What is announced meanwhile is not lost.
s.open(*PEER)
sim.peer.send(b"data", s.localport)
modem.send_at_cmd("AT+CSQ")
print(s.recvfrom()[0])
