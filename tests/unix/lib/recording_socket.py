# A custom socket in memory: keeps what is sent, hands out what a test queues, notes the order of calls.
# In every datagram the message id that the sender chose is shown as 1234.
try:
    import binascii
except ImportError:
    import ubinascii as binascii


class RecordingSocket:
    def __init__(self, address=("10.0.0.1", 5683), result=None):
        self.address = address
        self.result = result
        self.sent = []
        self.incoming = []
        self.calls = []

    def sendto(self, data, address):
        self.calls.append("sendto")
        self.sent.append((bytes(data), address))
        return len(data) if self.result is None else self.result

    def recvfrom(self, size):
        self.calls.append("recvfrom")
        if self.incoming:
            return self.incoming.pop(0), self.address
        return None, None

    def setblocking(self, flag):
        self.calls.append("setblocking(%s)" % flag)

    def queue(self, text, as_type=bytes):
        self.incoming.append(as_type(binascii.unhexlify(text)))

    # What was sent last, as hex text; nothing when nothing new was sent.
    def take(self, message_id=None):
        texts = []
        for data, _ in self.sent:
            if message_id is not None and data[2:4] == bytes((message_id >> 8 & 255, message_id & 255)):
                data = data[:2] + b"\x12\x34" + data[4:]
            texts.append(binascii.hexlify(data).decode())
        self.sent.clear()
        return " ".join(texts) or "nothing"


def client(result=None):
    import microcoapy

    coap = microcoapy.Coap()
    coap.debug = False
    sock = RecordingSocket(result=result)
    coap.setCustomSocket(sock)
    return coap, sock
