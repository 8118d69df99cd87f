# A UDP socket over a simulated modem and a simulated peer that echoes: no network, no hardware.
#
#   MICROPYPATH=tests build/micropython examples/unix/mock_modem_echo.py
import microATsocket as socket
import modemsim

PEER = ("192.0.2.10", 7)  # an address for documentation: it exists in the simulated network only

network = modemsim.MemoryNet()
network.udp_peer(PEER[0], PEER[1], lambda peer, data, source: peer.send(data, source))
lte = modemsim.LTE(net=network, trace=True)

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.setModemInstance(lte)
print("sent", sock.sendto(b"hello", PEER), "bytes")
data, sender = sock.recvfrom(64)
print("received", data, "from", sender)
sock.close(True)
