# Vector 7: the peer closes with data unread, with none, and while something is being sent.
try:
    import errno

    import families
except ImportError:
    print("SKIP")
    raise SystemExit

GONE = (errno.ECONNRESET, errno.ENOTCONN)


def last_words(end, data):
    # Answers, and closes behind it.
    if data:
        end.send(b"the answer")
        end.close()


def leaves(end, data):
    if data:
        end.close()


class Passing:
    # Gone by itself after a while.
    def __init__(self):
        self.got = b""

    def __call__(self, end, data):
        if data is None:
            end.close(200)
        self.got += data or b""


for family in families.ALL:
    world = families.World(family, stream=last_words)
    t = world.stream()
    t.send(b"question")
    with_data = [t.recv(4), t.read(), t.recv(10), t.recv(10), families.outcome(t.send, b"x") in GONE]
    t.close()

    world = families.World(family, stream=leaves)
    t = world.stream()
    t.send(b"question")
    without = [t.recv(10), t.recv(10), families.outcome(t.send, b"x") in GONE]
    t.close()

    # Each command takes a while: the end comes in the middle of one.
    passing = Passing()
    world = families.World(family, stream=passing, latency_ms=90)
    t = world.stream()
    sent = 0
    try:
        while sent < 20:
            sent += t.send(b"x")
        print("never ended")
    except OSError as error:
        during = [error.args[0] in GONE, len(passing.got) == sent, t.recv(10)]
    t.close()
    world.say(with_data, without, during)
