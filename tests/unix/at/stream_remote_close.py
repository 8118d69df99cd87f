# Of a connection that the modem ends: what came before the close is read, then sending dials again.
from support.serial import PEER, serial

sim, s = serial()
print(s.sendto(b"first", PEER))
# The modem gives the connection up.
sim._closed_by_peer(sim.conns[1])
print(s.recvfrom()[0])
print(s.sendto(b"again", PEER), s.recvfrom()[0])
sim._closed_by_peer(sim.conns[1])
print(s.sendto(b"lost or not", PEER) in (-1, 11), s.sendto(b"third", PEER))
