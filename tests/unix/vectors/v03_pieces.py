# Vector 3: what the modem says comes byte by byte, in random pieces, and several answers at once.
try:
    import families
    import modemsim
except ImportError:
    print("SKIP")
    raise SystemExit


class Gathered(modemsim.SerialPort):
    # Nothing is there before the modem has been silent for a while.
    def any(self):
        if not self.modem.any():
            self._let_time_pass()
            return 0
        before = 0
        while before < self.modem.any():
            before = self.modem.any()
            self.modem.pass_time(150)
        return before


def exchanged(world):
    s, t = world.datagrams(), world.stream()
    for data in families.PAYLOADS:
        s.sendto(data, families.PEER)
        t.write(data)
        received = s.recvfrom()
        if received[0] != data or t.read(len(data)) != data:
            return data, received
    s.close(True)
    t.close()
    return world.sim.stats.urcs > len(families.PAYLOADS)


for family in families.ALL:
    results = [exchanged(families.World(family, chunk=chunk, seed=3)) for chunk in ("byte", "random")]
    # send_at_cmd() gives an answer and what follows it as one text by itself.
    world = families.World(family, port=Gathered)
    world.say(results, exchanged(world))
