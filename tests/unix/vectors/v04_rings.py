# Vector 4: announcements at every point of an answer, of three sockets that are busy, and where they came out. Only
# Sequans and Quectel have a prompt, and N4 holds its announcements back while a command runs.
try:
    import families
except ImportError:
    print("SKIP")
    raise SystemExit

POINTS = ("between", "before_prompt", "after_prompt", "before_info", "before_final")
COUNT = 6


def used(world):
    a, b, t = world.datagrams(), world.datagrams(), world.stream()
    for s, port in ((a, 5001), (b, 5002)):
        s.bind(("", port))
        s.open(*families.PEER)
    for i in range(COUNT):
        world.peer.send(b"for a %d" % i, 5001)
        t.send(b"%d" % i)
        world.peer.send(b"for b %d!" % i, 5002)
        a.sendto(b"x" * 30, families.PEER)
        # An answer with an information line, where sending has none.
        a.sendAtCommand("AT+CSQ")
    got = [[s.recvfrom()[0] for _ in range(COUNT)] for s in (a, b)] + [t.read(COUNT)]
    for s in (a, b, t):
        s.close(True)
    return got


WANTED = [[b"for a %d" % i for i in range(COUNT)], [b"for b %d!" % i for i in range(COUNT)], b"012345"]

for family in families.ALL:
    came = []
    for point in POINTS[:1] if family.name == "nordic_n4" else POINTS:
        # Held longer than send_at_cmd() waits for more.
        knobs = {"urc_point": point, "urc_hold_ms": 9000 if family.is_text else 20, "chunk": "random"}
        world = families.World(family, lambda peer, data, source: None, **knobs)
        got = used(world)
        if got != WANTED:
            print(point, got)
        if world.sim.stats.urcs_at.get(point):
            came.append(point)
    world.say(*came)
