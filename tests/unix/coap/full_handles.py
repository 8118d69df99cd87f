# submit(): the same request as a handle with a callback, a wait or neither; exceptions of callbacks pass through.
import skip  # noqa: F401, I001
from loopback import URI, pair

client, server = pair()
server.add_resource("a", lambda packet: b"A")
server.add_resource("b", lambda packet: b"B")

first = client.submit("GET", URI + "/a")
second = client.submit("GET", URI + "/b")  # waits its turn: one request at a time to a peer
print(first.done, second.done, len(server.sock.queue))
print(second.wait(1).payload, first.done, first.result().payload, first.response is first.result())

client.submit("GET", URI + "/a", callback=lambda request: print("callback", request.response.payload, request.error))
client.poll(100, 10)


def failing(request):
    raise ValueError("mine")


client.submit("GET", URI + "/a", callback=failing)
try:
    client.poll(100, 10)
except ValueError as e:
    print("ValueError", e)
print(client.request("GET", URI + "/a").payload)

# Errors arrive at the callback too.
client.sock.idle = None
client.submit("GET", URI + "/a", ack_timeout=0.01, max_retransmit=0,
              callback=lambda request: print("callback", request.response, request.error.args[0] == 110))
while client.poll(100, 10):
    pass
request = client.submit("GET", URI + "/a")
request.cancel()
print(request.done, request.error.args[0] == 125)
try:
    request.result()
except OSError as e:
    print(e.args[0] == 125)

# Requests beyond the number of exchanges are refused, not lost.
handles = [client.submit("GET", URI + "/a") for _ in range(9)]
print([handle.done for handle in handles].count(True), handles[8].error.args[0])
for handle in handles:
    handle.cancel()
