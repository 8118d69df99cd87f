# Vector 1: datagrams and pieces of a stream of every length up to the longest, both ways; one byte more is refused.
try:
    import families
except ImportError:
    print("SKIP")
    raise SystemExit

LENGTHS = (1, 2, 100, 255, 256, 1024, 1399, 1400)


BYTES = bytes(range(251)) * 18  # no two plus signs in a row


def payload(length):
    return BYTES[length % 16 :][:length]


for family in families.ALL:
    world = families.World(family)
    s, t = world.datagrams(), world.stream()
    passed = []
    for length in sorted(set(LENGTHS + (family.sends, family.reads))):
        data = payload(length)
        if length <= family.sends:
            if s.sendto(data, families.PEER) != length or world.peer.received[-1][0] != data:
                print("sent otherwise", length)
            data_back = s.recvfrom(length)[0]
            if data_back != data[: family.reads]:
                print("received otherwise", length, len(data_back))
            passed.append(length)
        t.sendall(data)
        if t.read(length) != data:
            print("another stream", length)
    said, longer = world.sim.stats.commands, family.sends + 1
    refused = families.outcome(s.sendto, payload(longer), families.PEER), world.sim.stats.commands - said
    short = t.send(payload(longer))
    world.say(passed, "not", longer, refused, "of a stream", short, t.read(short) == payload(longer)[:short])
    s.close(True)
    t.close()
