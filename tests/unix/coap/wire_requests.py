# First transmissions, byte for byte. Numbers are the rows of the wire table of the original library.
import skip  # noqa: F401, I001
from recording_socket import client

H, P = "10.0.0.1", 5683
coap, sock = client()


def show(row, send):
    message_id = send()
    print(row, sock.take(message_id))


show(1, lambda: coap.get(H, P, "x"))
show(2, lambda: coap.get(H, P, "current/measure"))
show(3, lambda: coap.get(H, P, "current/measure", b"\x01\x02"))
show(4, lambda: coap.get(H, P, "x", b"ABCDEFGH"))
show(5, lambda: coap.get(H, P, "x", b"ABCDEFGHI"))
show(6, lambda: coap.get(H, P, "x", b"ABCDEFGHIJKLMNO"))
for token in (b"ABCDEFGHIJKLMNOP", None, b""):
    show(7, lambda token=token: coap.get(H, P, "x", token))
show(8, lambda: coap.get(H, P, "x", "tk"))
show(9, lambda: coap.get(H, P, "/a/b"))
show(10, lambda: coap.get(H, P, "a/b/"))
show(10, lambda: coap.get(H, P, "a//b"))
show(11, lambda: coap.get(H, P, ""))
show(11, lambda: coap.get(H, P, "/"))
show(12, lambda: coap.get(H, P, "caf\xe9"))
show(13, lambda: coap.get(H, P, "a%20b?x=1"))
show(14, lambda: coap.get("2001:db8::1", P, "x"))
show(15, lambda: coap.get("coap.me", P, "test"))
show(16, lambda: coap.get(None, P, "x"))
show(17, lambda: coap.put(H, P, "led/turnOn", "test", "authorization=1234567", 0))
show(18, lambda: coap.put(H, P, "x"))
show(18, lambda: coap.post(H, P, "x"))
show(19, lambda: coap.post(H, P, "x", '{"a":1}', None, 50))
show(20, lambda: coap.post(H, P, "x", b"\xa1\x01\x02", None, 60, b"\xaa"))
show(21, lambda: coap.post(H, P, "x", "z", None, 11542))
show(22, lambda: coap.post(H, P, "x", "1", "a=1&b=2"))
show(23, lambda: coap.post(H, P, "x", "\xe9\u20ac"))
show(24, lambda: coap.getNonConf(H, P, "x"))
show(25, lambda: coap.putNonConf(H, P, "x", "1"))
show(26, lambda: coap.postNonConf(H, P, "x", "1", "authorization=k", 50, b"\x09"))
show(27, lambda: coap.send(H, P, "x", 0, 4, b"", None, -1, None))
show(28, lambda: coap.get(H, P, "abcdefghijkl"))
show(28, lambda: coap.get(H, P, "abcdefghijklm"))
show(29, lambda: coap.get(H, P, "1/2/3/4/5/6/7/8/9"))
show(30, lambda: coap.get(H, P, "1/2/3/4/5/6/7/8/9/10"))
show(31, lambda: coap.post(H, P, "1/2/3/4/5/6/7/8", "p", "q=1", 50))
