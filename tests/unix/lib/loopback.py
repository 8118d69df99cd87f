# A network in memory: sockets with addresses, datagrams in order, and a log of what passed.
# While a client waits for a datagram, the other side is given its turn.


class End:
    def __init__(self, network, address):
        self.network = network
        self.address = address
        self.queue = []
        self.idle = None
        self.lose = 0
        network[address] = self

    def setblocking(self, flag):
        pass

    def sendto(self, data, address):
        if self.lose:
            self.lose -= 1
        elif address in self.network:
            self.network[address].queue.append((bytes(data), self.address))
        return len(data)

    def recvfrom(self, size):
        if not self.queue and self.idle:
            self.idle()
        return self.queue.pop(0) if self.queue else (None, None)


def pair():
    import microcoapy

    network = {}
    client, server = microcoapy.Coap(), microcoapy.Coap()
    client.debug = server.debug = False
    client.setCustomSocket(End(network, ("10.0.0.1", 5683)))
    server.setCustomSocket(End(network, ("10.0.0.2", 5683)))
    client.sock.idle = server.poll
    return client, server


URI = "coap://10.0.0.2"


# A packet in one line.
def text(packet):
    options = [(o.number, bytes(o.buffer)) for o in packet.options]
    return "%d.%02d %s %s" % (packet.method >> 5, packet.method & 31, packet.payload, options)
