# Vector 6: two sockets of each kind, announced in turn, read in another order.
try:
    import families
except ImportError:
    print("SKIP")
    raise SystemExit

for family in families.ALL:
    world = families.World(family, lambda peer, data, source: None)
    a, b, c, d = world.datagrams(), world.datagrams(), world.stream(), world.stream()
    for s, port in ((a, 5001), (b, 5002)):
        s.bind(("", port))
        s.open(*families.PEER)
    for i in range(3):
        world.peer.send(b"a%d" % i, 5001)
        c.send(b"c%d" % i)
        world.peer.send(b"b%d" % i, 5002)
        d.send(b"d%d" % i)
    got = [d.read(4), [b.recvfrom()[0] for _ in range(3)], c.read(6), [a.recvfrom()[0] for _ in range(3)], d.read(2)]
    world.say(got)
    for s in (a, b, c, d):
        s.close(True)
