# The same script over every modem family, by the drop-in rules: datagrams to two peers, and a stream that ends.
try:
    import families
    import microATsocket as socket
except ImportError:
    print("SKIP")
    raise SystemExit


def answer(peer, data, source):
    peer.send(data.upper(), source, 5)


def serve(end, data):
    if data and data.startswith(b"BYE"):
        end.send(b"bye\n")
        end.close()
    elif data:
        end.send(data)


def attached(modem, kind):
    s = socket.socket(socket.AF_INET, kind)
    s.setModemInstance(modem)
    return s


def datagrams(modem):
    s = attached(modem, socket.SOCK_DGRAM)
    print(s.sendto(b"hello", ("192.0.2.10", 5683)), s.recvfrom())
    every_byte = bytes(range(256))
    print(s.sendto(every_byte, ("192.0.2.11", 5684)), end=" ")
    data, address = s.recvfrom()
    print(data == every_byte.upper(), address)
    s.close(True)


def stream(modem):
    s = attached(modem, socket.SOCK_STREAM)
    s.connect(("192.0.2.10", 80))
    s.sendall(b"line\n" + b"x" * 2100)
    print(s.readline(), s.read(2100) == b"x" * 2100)
    s.send(b"BYE")
    print(s.read())
    s.close()


for family in families.ALL:
    print("--", family.name)
    world = families.World(family, answer, serve)
    world.net.udp_peer("192.0.2.11", 5684, answer)
    datagrams(world.modem)
    stream(world.modem)
print(socket.sockets_in_use)
try:
    socket.Modem(None, dialect="hayes")
except ValueError as error:
    print(error)
