# More clients than any table has places, with the same message ids and tokens, over a network that loses, copies and
# reorders: each gets the answers to its own requests and nobody else's.
import skip  # noqa: F401, I001
import microcoapy

CLIENTS, ROUNDS, TURNS = 24, 4, 2000
state = 11


# A small generator: the same run every time.
def draw(below):
    global state
    state = (state * 1103515245 + 12345) & 0x7FFFFFFF
    return (state >> 8) % below


class Network:
    def __init__(self):
        self.flying = []

    def setblocking(self, flag):
        pass

    def recvfrom(self, size):
        mine = [item for item in self.flying if item[0] == "server"]
        if not mine:
            return None, None
        item = mine[draw(len(mine))]
        self.flying.remove(item)
        return item[1], item[2]

    def sendto(self, data, address):
        if draw(100) >= 20:
            self.flying.append((address, bytes(data), None))
        return len(data)


network = Network()
server = microcoapy.Coap()
server.debug = False
server.setCustomSocket(network)


def handler(packet):
    return b"%d %s" % (packet.address[1], packet.payload)


server.add_resource("r", handler, methods="POST")
wrong = 0
answered = {}


def request(client, round):
    return bytes((0x41, 2, 0, round, 7)) + b"\xb1r\xff%d" % round


for turn in range(TURNS):
    client = draw(CLIENTS)
    round = answered.get(client, 0)
    if round < ROUNDS:
        # Sent until it is answered, as the standard has it; now and then twice at once.
        for _ in range(1 + (draw(8) == 0)):
            if draw(100) >= 20:
                network.flying.append(("server", request(client, round), ("10.0.0.9", 1000 + client)))
    for _ in range(2):
        server.poll()
    for item in [item for item in network.flying if item[0] != "server"]:
        network.flying.remove(item)
        _, data, _ = item
        client = item[0][1] - 1000
        round = data[3]
        if data[1] == 0x44:
            wrong += data[6:] != b"%d %d" % (1000 + client, round)
            if round == answered.get(client, 0):
                answered[client] = round + 1
        elif data[1] == 0xA0 and round == answered.get(client, 0):
            answered[client] = round + 1  # the reply made room: the outcome is not known
print(wrong, sum(answered.values()) == CLIENTS * ROUNDS)
