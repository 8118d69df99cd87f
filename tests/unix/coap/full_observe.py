# Observing: notifications reach callback or wait(), in order, until it is cancelled or the resource ends.
import skip  # noqa: F401, I001
from loopback import URI, pair

client, server = pair()
server.unpaced_notifications = True
state = [0]
resource = server.add_resource("state", lambda packet: b"%d" % state[0], observable=True)
server.add_resource("plain", lambda packet: b"p")
big = server.add_resource("big", lambda packet: b"%04d" % state[0] + b"x" * 3000, observable=True)


def change(value):
    state[0] = value
    resource.notify()


got = []
observation = client.observe(URI + "/state", lambda packet: got.append(packet.payload))
client.poll(20, 10)
for value in (1, 2, 3):
    change(value)
    client.poll(20, 10)
print(got, observation.done)
observation.cancel()
client.poll(20, 10)
change(4)
client.poll(20, 10)
print(got, observation.done)

# Without a callback they wait to be fetched; the last state comes even if notifications are lost.
observation = client.observe(URI + "/state")
print(observation.wait(1).payload)
server.notify("/state")
print(observation.wait(1).payload)
change(5)
print(observation.wait(1).payload, observation.response.payload)
try:
    while True:
        observation.wait(0.02)
except OSError as e:
    print(e.args[0] == 110)

# A resource that cannot be observed answers once.
plain = client.observe(URI + "/plain")
print(plain.wait(1).payload, plain.done, plain.wait(1))

# Block-wise notifications are fetched to the end.
blocks = client.observe(URI + "/big")
print(len(blocks.wait(1).payload))
state[0] = 77
big.notify()
packet = blocks.wait(1)
print(packet.payload[:5], len(packet.payload))

# The end of the resource ends its observations.
server.remove_resource("state")
client.poll(20, 10)
print(observation.done, observation.response.method == 132)
