# Vector 11: registration is lost and regained. What was open is gone, what is tried meanwhile fails, and all works again.
# On Quectel the context (PDP) is gone as well: what is left of it is taken down before it is started again. The word of
# Sequans, +SQNSH, does not say why; the stream ends there as if closed by its peer.
try:
    import families
except ImportError:
    print("SKIP")
    raise SystemExit

for family in families.ALL:
    world = families.World(family)
    s, t = world.datagrams(), world.stream()
    s.sendto(b"x", families.PEER)
    s.recvfrom()
    before = world.sim.stats.by_command.get("+QIDEACT", 0)
    world.sim.set_registration(2)
    gone = families.outcome(t.recv, 10), families.outcome(t.send, b"x")
    new = world.unconnected()
    failed = families.fails(s.sendto, b"lost", families.PEER), families.fails(new.connect, families.SERVER)
    world.sim.set_registration(5)
    back = s.sendto(b"back", families.PEER), s.recvfrom()[0]
    t.close()
    new.connect(families.SERVER)
    new.send(b"new")
    world.say(gone, failed, back, new.recv(10), "took down", world.sim.stats.by_command.get("+QIDEACT", 0) - before)
    s.close(True)
    new.close()
