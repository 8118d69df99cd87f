# Arguments of methods: by position and by name, and what is refused.
import skip  # noqa: F401, I001
import microcoapy

coap = microcoapy.Coap()
packet = microcoapy.CoapPacket()
decode = microcoapy.coap_macros.CoapResponseCode.decode


def add(*args, **names):
    packet.addOption(*args, **names)
    last = packet.options[-1]
    return last.number, bytes(last.buffer)


for what, call in (
    ("by position", lambda: add(11, b"x")),
    ("by name", lambda: add(opt_payload=b"y", number=12)),
    ("mixed", lambda: add(13, opt_payload=b"z")),
    ("one is missing", lambda: add(11)),
    ("the first is missing", lambda: add(opt_payload=b"x")),
    ("too many", lambda: add(11, b"x", 5)),
    ("unknown name", lambda: add(11, b"x", extra=5)),
    ("given twice", lambda: add(11, b"x", number=5)),
    ("no names", lambda: coap.stop(now=True)),
    ("no arguments", lambda: coap.stop(1)),
    ("no self", lambda: microcoapy.Coap.stop()),
    ("on the class", lambda: microcoapy.Coap.stop(coap)),
    ("kept", lambda: (coap.stop)()),
    ("by name only", lambda: coap.timing("default", 5)),
    ("by that name", lambda: coap.timing(ack_timeout=5)),
    ("neither of its own", lambda: coap.observe("coap://h/", method="GET")),
    ("without self", lambda: decode(69)),
    ("without self, by name", lambda: decode(value=69)),
    ("without self, none", lambda: decode()),
):
    try:
        print(what, call())
    except TypeError as e:
        print(what, "TypeError", len(e.args[0]) > 0)
