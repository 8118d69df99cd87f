# Vector 5: datagrams that wait are read one by one, each whole, or cut without the next one.
try:
    import families
except ImportError:
    print("SKIP")
    raise SystemExit

for family in families.ALL:
    world = families.World(family, lambda peer, data, source: None)
    s = world.datagrams()
    s.bind(("", 5001))
    s.open(*families.PEER)
    for data in (b"first", b"the second one", b"3", b"fourth", b"last"):
        world.peer.send(data, 5001)
    got = [s.recvfrom()[0], s.recvfrom()[0], s.recvfrom(100)[0], s.recvfrom(2)[0], s.recvfrom()[0]]
    s.settimeout(0.02)
    world.say(got, families.outcome(s.recvfrom))
    s.close(True)
