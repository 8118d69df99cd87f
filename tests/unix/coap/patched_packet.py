# Methods replaced on CoapPacket and CoapOption are heard by every call that sends, and by what is received.
import skip  # noqa: F401, I001
from microcoapy import CoapOption, CoapPacket
from recording_socket import client

coap, sock = client()


numbers = iter(range(1, 9))


def patched(owner, name, function):
    original = getattr(owner, name)
    setattr(owner, name, lambda *args: function(original, *args))
    coap.get("10.0.0.1", 5683, "a")
    coap.put("10.0.0.1", 5683, "a", "p")
    for _ in range(2):
        print(sock.sent.pop(0)[0][4:], end=" ")
    sock.queue("604500%02xc0ff68" % next(numbers))
    coap.poll()
    setattr(owner, name, original)


coap.responseCallback = lambda packet, address: print(packet.payload, getattr(packet, "note", None))
patched(CoapPacket, "setUriPath", lambda original, self, url: original(self, "b/" + url))
patched(CoapPacket, "setUriHost", lambda original, self, host: None)
patched(CoapPacket, "addOption", lambda original, self, number, value: original(self, number, value + "!"))


def with_note(original, self, *args):
    original(self, *args)
    self.note = "n"


patched(CoapPacket, "__init__", with_note)
patched(CoapOption, "__init__", lambda original, self, *args: original(self, *(args and (args[0], "x"))))
coap.get("10.0.0.1", 5683, "a")
print(sock.sent.pop(0)[0][4:])
