# A socket that is a datagram stream to one peer, as DTLS offers it: read() and write() are enough.
import skip  # noqa: F401, I001
import microcoapy


class Stream:
    def __init__(self):
        self.incoming = []

    def setblocking(self, flag):
        pass

    def write(self, data):
        print(bytes(data)[4:])
        self.incoming.append(b"\x60\x45" + bytes(data)[2:4] + b"\xffok")
        return len(data)

    def read(self, size):
        return self.incoming.pop(0) if self.incoming else None


coap = microcoapy.Coap()
coap.debug = False
coap.setCustomSocket(Stream())
coap.responseCallback = lambda packet, address: print(packet.payload, address)
print(coap.get("10.0.0.1", 5684, "x") > 0, coap.poll(), coap.poll())
