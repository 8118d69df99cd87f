# A full round of message ids within their lifetime is the end, for the full tier only.
import skip  # noqa: F401, I001
from recording_socket import client

coap, sock = client()
count = 0
while count < 70000:
    handle = coap.submit("GET", ("10.0.0.1", 5683, "a"))
    sock.sent.clear()
    if handle.error:
        break
    handle.cancel()
    count += 1
print(61000 < count < 65536, handle.error.args[0], coap.get("10.0.0.1", 5683, "a") > 0)
