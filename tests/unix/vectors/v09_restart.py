# Vector 9: the modem restarts in the middle of an answer. All its sockets say so, and open again.
try:
    import families
except ImportError:
    print("SKIP")
    raise SystemExit

for family in families.ALL:
    for cut in (1, 5):
        world = families.World(family, boot_ms=50)
        s, other, t = world.datagrams(), world.datagrams(), world.stream()
        for one in (s, other):
            one.sendto(b"x", families.PEER)
            one.recvfrom()
        world.sim.reset_after(cut)
        failed = families.outcome(s.sendto, b"lost", families.PEER)
        states = [one.getsocketsta() for one in (s, other, t)]
        dead = families.outcome(t.send, b"x"), families.outcome(t.recv, 10)
        t.close()
        again = [one.sendto(b"again", families.PEER) and one.recvfrom()[0] for one in (s, other)]
        t = world.stream()
        t.send(b"new")
        world.say(cut, failed, states, dead, again, t.recv(10))
        for one in (s, other, t):
            one.close(True)
