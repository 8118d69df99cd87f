# What goes wrong with the body of a response ends that request with the error and leaves the object usable.
import skip  # noqa: F401, I001
from loopback import URI, pair, text

client, server = pair()
server.unpaced_notifications = True


class Sink:
    def __init__(self, capacity):
        self.left = capacity
        self.pieces = []

    def write(self, data):
        self.left -= len(data)
        if self.left < 0:
            raise OSError(28)
        self.pieces.append(bytes(data))


class Endless:
    def readinto(self, buffer):
        return len(buffer)


# Three blocks, then the resource is gone.
class Torn:
    left = 3

    def readinto(self, buffer):
        self.left -= 1
        if self.left == 0:
            server.remove_resource("torn")
        return len(buffer)


def ask(path, **keywords):
    handle = client.submit("GET", URI + path, **keywords)
    while not handle.done:
        client.poll(20, 1)
    return handle.error and handle.error.args[0]


server.add_resource("long", lambda packet: bytes(3000))
server.add_resource("endless", lambda packet: Endless())
server.add_resource("torn", lambda packet: Torn())
print(ask("/long", sink=Sink(2000)), ask("/long", sink=Sink(500)), ask("/long", sink=Sink(3000)))
print(ask("/endless"))
sink = Sink(10000)
torn = client.request("GET", URI + "/torn", sink=sink)
print(torn.method, torn.payload, [len(piece) for piece in sink.pieces])

observed = server.add_resource("seen", lambda packet: bytes(1500), observable=True)
observation = client.observe(URI + "/seen", sink=Sink(2000))
try:
    for _ in range(2):
        observation.wait(1)
        observed.notify()
except OSError as e:
    print(e.args[0], observation.done)
print(text(client.request("PUT", URI + "/nothing", b"x")))
