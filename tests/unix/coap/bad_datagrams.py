# Bad datagrams are dropped: poll() returns False, answers nothing, and the next good one is delivered.
import skip  # noqa: F401, I001
from recording_socket import client

BAD = (
    "",
    "60",
    "6045",
    "604500",
    "00450001",
    "80450001",
    "c0450001",
    "69450001aabbccddeeff001122",
    "6f450001aabbccddeeff001122334455667788",
    "62450001aa",
    "60450001f1aa",
    "604500011faa",
    "60450001d1",
    "60450001e100",
    "6045000115aa",
)
coap, sock = client()
coap.responseCallback = lambda packet, address: print("delivered", packet.payload)
for i, text in enumerate(BAD):
    sock.queue(text)
    print(text or "empty", coap.poll(), sock.take())
    sock.queue("604501%02xff6f6b" % i)
    print(coap.poll())


class Odd:
    def __init__(self, value):
        self.value = value

    def setblocking(self, flag):
        pass

    def recvfrom(self, size):
        if isinstance(self.value, Exception):
            raise self.value
        return self.value


for value in (None, b"", (b"", None), (None, None), (b"\x60\x45\0\x03\xffok", None), b"\x60\x45\0\x04\xffbare", OSError(11)):
    coap.sock = Odd(value)
    print(repr(value)[:12], coap.poll())
