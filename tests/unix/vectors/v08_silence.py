# Vector 8: no answer; the call says so in time, the line is taken up again, and the next exchange is good. Behind a byte
# stream a call waits in real time, as long as the modem may take, so there it is a command with a limit of its own; of
# the others the dialogues <operation>_silent.at tell. What takes up the line waits, too: several families at once.
try:
    import _thread
    import time

    import families
except ImportError:
    print("SKIP")
    raise SystemExit

TOGETHER = 4


def good(s):
    return s.sendto(b"good", families.PEER), s.recvfrom()[0]


def limited(world):
    # The modem misses a command, and the first of those that take up the line.
    s = world.datagrams()
    before = good(s)
    world.sim.fault("", "silent", 3)
    said = world.modem.send_at_cmd("AT+CSQ", timeout=50), good(s)
    s.close(True)
    return before, said


def run(world, outcomes):
    try:
        outcomes.append(limited(world))
    except Exception as error:
        outcomes.append(error)


def unlimited(world):
    s, t = world.datagrams(), world.stream()
    t.send(b"waits")

    def failed(call, commands):
        world.sim.fault("", "silent", commands)
        error = families.outcome(call)
        world.sim.rules.clear()
        return error

    world.say("recv", failed(lambda: t.recv(5), 1), t.recv(5), good(s))
    for commands in (1, 1000):
        world.say("sendto", failed(lambda: s.sendto(b"x", families.PEER), commands), good(s))
        world.say("send", failed(lambda: t.send(b"x"), commands), t.write(b"good"), t.read(4))
    s.close(True)
    t.close()


text = [family for family in families.ALL if family.is_text]
for family in text:
    unlimited(families.World(family))
others = [family for family in families.ALL if family not in text]
while others:
    running = [(families.World(family), []) for family in others[:TOGETHER]]
    others = others[TOGETHER:]
    for one in running:
        _thread.start_new_thread(run, one)
    for world, outcomes in running:
        while not outcomes:
            time.sleep_ms(1)
        world.say(outcomes[0])
