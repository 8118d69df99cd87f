import microATsocket
import microcoapy


class Echo:
    def __init__(self):
        self.sent = []

    def sendto(self, data, address):
        self.sent.append((bytes(data), address))
        return len(data)

    def recvfrom(self, size):
        return (b"\x60\x45" + self.sent[0][0][2:4] + b"\xffok", ("192.0.2.10", 5683)) if self.sent else (None, None)

    def setblocking(self, flag):
        pass

    def close(self):
        pass


client = microcoapy.Coap()
client.debug = False
client.responseCallback = lambda packet, sender: print(packet.method, bytes(packet.payload), sender)
echo = Echo()
client.setCustomSocket(echo)
client.get("192.0.2.10", 5683, "a")
print(echo.sent[0][0][4:], client.loop(False), microATsocket.AF_INET6)
