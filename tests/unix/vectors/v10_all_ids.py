# Vector 10: as many sockets as the modem has, datagrams and streams, more than the list of ids has places too; one more
# is refused, and has the place of the first that is given back.
try:
    import families
    import microATsocket as socket
except ImportError:
    print("SKIP")
    raise SystemExit


def exchanged(s, data):
    return s.sendto(data, families.PEER) == len(data) and s.recv(len(data)) == data


for family in families.ALL:
    world = families.World(family)
    made = [world.stream() if number % 2 else world.datagrams() for number in range(family.sockets)]
    # All open before the first hears its answer.
    sent = [s.sendto(b"%d" % number, families.PEER) for number, s in enumerate(made)]
    got = [s.recv(2) for s in made]
    one_more = world.datagrams()
    try:
        refused = one_more.sendto(b"x", families.PEER)
    except Exception as error:
        refused = error.args[0]
    made.pop(0).close(True)
    again = exchanged(one_more, b"x")
    world.say(len(sent), got == [b"%d" % number for number in range(len(sent))], refused, again)
    if not all([exchanged(s, b"and on") for s in made]):
        print("another answer")
    print(socket.sockets_in_use, socket.has_available_sockets(), socket.release_socket(7))
    for s in made + [one_more]:
        s.close(True)
print(socket.sockets_in_use)
