# Vector 2: every byte value, and what looks like an answer, a prompt, an announcement or an end, both ways.
try:
    import families
except ImportError:
    print("SKIP")
    raise SystemExit

for family in families.ALL:
    world = families.World(family)
    s, t = world.datagrams(), world.stream()
    passed = 0
    for data in families.PAYLOADS:
        if s.sendto(data, families.PEER) != len(data) or world.peer.received[-1][0] != data:
            print("sent otherwise", data)
        received, length = s.recvfrom(), t.write(data)
        if received[0] != data or length != len(data) or t.read(length) != data:
            print("received otherwise", data, received)
        passed += 1
    world.say(passed)
    s.close(True)
    t.close()
