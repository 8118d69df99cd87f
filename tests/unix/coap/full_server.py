# What a resource declares decides which requests reach its handler.
import skip  # noqa: F401, I001
from loopback import URI, pair, text
from microcoapy import CoapOption, CoapPacket

client, server = pair()
server.add_resource("read", lambda packet: b"r", methods="GET", content_format=0, max_age=10)
server.add_resource("write", lambda packet: b"w", methods=("PUT", "POST"), formats=(50, 60))
server.add_resource("tagged", lambda packet: b"t", etag=b"\x01\x02")


def packet_answer(packet):
    answer = CoapPacket()
    answer.method = 65
    answer.options.append(CoapOption(8, "new"))
    return answer


server.add_resource("packet", packet_answer)


def failing(packet):
    raise ValueError("mine")


server.add_resource("failing", failing)


def ask(method, path, *args, **kw):
    print(method, path, text(client.request(method, URI + path, *args, **kw)))


ask("GET", "/read")
ask("GET", "/read", accept=0)
ask("GET", "/read", accept=50)
ask("PUT", "/read", b"x")
ask("PUT", "/write", b"x", content_format=50)
ask("PUT", "/write", b"x", content_format=0)
ask("PUT", "/write", b"x")
ask("GET", "/tagged")
ask("GET", "/tagged", options=[(4, b"\x01\x02")])
ask("GET", "/tagged", options=[(4, b"\x09")])
ask("PUT", "/tagged", b"x", options=[(1, b"\x09")])
ask("PUT", "/tagged", b"x", options=[(5, b"")])
ask("POST", "/packet")
ask("GET", "/read", options=[(65001, b"critical")])
ask("GET", "/read", options=[(39, b"http")])
client.sock.idle = None
request = client.submit("GET", URI + "/failing")
try:
    server.poll()
except ValueError as e:
    print("ValueError", e)
print(text(request.wait(1)))

# No-Response keeps the server silent, beyond the acknowledgement.
request = client.submit("GET", URI + "/read", options=[(258, 2)])
server.poll()
print([data[:2] for data, _ in client.sock.queue], client.poll(), request.done)
request.cancel()

# A removed resource is gone.
client.sock.idle = server.poll
server.remove_resource("/read")
ask("GET", "/read")

# Handlers of both kinds live side by side.
server.addIncomingRequestCallback("old", lambda packet, ip, port: server.sendResponse(
    ip, port, packet.messageid, "old", 69, -1, packet.token))
ask("GET", "/old")
ask("GET", "/tagged")
