# Two objects on loopback with sockets of the port's own: addresses are (text, port) both ways, IPv4 and IPv6.
import skip  # noqa: F401, I001
import gc

import microcoapy
from microcoapy import COAP_METHOD, COAP_RESPONSE_CODE
from microcoapy.microcoapy import socket

gc.threshold(64)  # the collector runs at nearly every allocation


def pair(host, family, port):
    server = microcoapy.Coap()
    server.debug = False
    server.start(port, family)

    def measure(packet, ip, remote_port):
        print("request", ip, remote_port > 0, COAP_METHOD.COAP_GET == packet.method, packet.token)
        server.sendResponse(
            ip, remote_port, packet.messageid, "22.5", COAP_RESPONSE_CODE.COAP_CONTENT, 0, packet.token
        )

    server.addIncomingRequestCallback("current/measure", measure)
    client = microcoapy.Coap()
    client.debug = False
    client.start(0, family)

    def answer(packet, address):
        print("answer", packet.type, packet.method, packet.payload, address == (host, port), packet.messageid == message_id)

    client.responseCallback = answer
    message_id = client.get(host, port, "current/measure", b"tk")
    print(server.poll(1000), client.poll(1000))
    print(client.poll(), server.poll())
    server.stop()
    client.stop()
    print(client.sock, server.sock)


pair("127.0.0.1", socket.AF_INET, 15683)
pair("::1", socket.AF_INET6, 15684)

# A native socket given as a custom one is converted for in the same way.
server = microcoapy.Coap()
server.debug = False
server.start(15685)
server.responseCallback = lambda packet, address: print("got", packet.method, address[0], type(address[1]))
custom = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
client = microcoapy.Coap()
client.debug = False
client.setCustomSocket(custom)
print(client.getNonConf("localhost", 15685, "x") > 0, server.poll(1000))
server.start(15685)  # closes the first socket
print(client.getNonConf("127.0.0.1", 15685, "x") > 0, server.poll(1000))
