# What a request does not say of its timing is what timing() has said for the object.
import skip  # noqa: F401, I001
import time

from recording_socket import client

TARGET = ("10.0.0.1", 5683, "a")


# Whether it was repeated, and whether it ended in time.
def run(**keywords):
    coap, sock = client()
    coap.timing(ack_timeout=0.05, max_retransmit=0)
    handle = coap.submit("GET", TARGET, **keywords)
    start = time.ticks_ms()
    while not handle.done and time.ticks_diff(time.ticks_ms(), start) < 1000:
        coap.poll(20, 10)
    return len(sock.sent) > 1, handle.done


print(run(), run(max_retransmit=2), run(ack_timeout=0.02), run(ack_timeout=10))
