# Announcements that never come: the data is found all the same by asking the modem for it, when that is wanted.
try:
    import microATsocket as at
    import modemsim
except ImportError:
    print("SKIP")
    raise SystemExit

PEER = ("192.0.2.10", 7)


def network():
    net = modemsim.MemoryNet()
    net.udp_peer(PEER[0], PEER[1], lambda peer, data, source: [peer.send(part, source) for part in data.split(b" ")])
    net.tcp_peer(PEER[0], PEER[1], lambda end, data: data and end.send(data))
    return net


def attached(modem, kind=at.SOCK_DGRAM):
    sock = at.socket(at.AF_INET, kind)
    sock.setModemInstance(modem)
    return sock


print("texts")
lte = modemsim.LTE(modemsim.Knobs(drop_ring=1), network())
sock = attached(lte)
print(sock.sendto(b"one two", PEER), sock.recvfrom(), sock.asksUnread)
sock.asksUnread = True
print(sock.recvfrom())
print(sock.recvfrom())
print(sock.recvfrom())
sock.close(True)

print("datagrams over a stream")
at.socket.asksUnread = True
uart = modemsim.SerialPort(modemsim.make("sequans", modemsim.Knobs(drop_ring=1), network()))
sock = attached(uart)
print(sock.sendto(b"one two", PEER), sock.recvfrom(), sock.recvfrom())
sock.settimeout(0)
sock.sendto(b"three", PEER)
print(sock.recvfrom())
try:
    sock.recvfrom()
except OSError as error:
    print(error.args[0])
sock.close()

print("a stream")
sock = attached(uart, at.SOCK_STREAM)
sock.connect(PEER)
sock.send(b"line\nrest")
print(sock.readline(), sock.recv(9))
sock.settimeout(0.01)
try:
    sock.recv(9)
except OSError as error:
    print(error.args[0])
sock.send(b"more")
sock.settimeout(None)
print(sock.recv(9))
sock.close()
