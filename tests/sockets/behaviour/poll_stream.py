# select.poll() on a stream: before, with and after data, and when the peer has closed.
import select
import time

from under_test import connected


def polled(s, flags, wait=1000):
    poll = select.poll()
    poll.register(s, flags)
    return [event for _, event in poll.poll(wait)]


IN, OUT = select.POLLIN, select.POLLOUT
s = connected(b"echo")
print(polled(s, IN, 0) == [], polled(s, OUT, 0) == [OUT], polled(s, IN | OUT) == [OUT])
start = time.ticks_ms()
print(polled(s, IN, 50) == [], 45 <= time.ticks_diff(time.ticks_ms(), start) < 1000)
s.send(b"ping")
print(polled(s, IN) == [IN], polled(s, IN | OUT) == [IN | OUT])
print(s.recv(2), polled(s, IN, 0) == [IN])
print(s.recv(2), polled(s, IN, 0) == [])
s.close()

s = connected(b"say last words")
print(polled(s, IN) == [IN])
time.sleep_ms(100)
print(s.recv(100))
print(polled(s, IN)[0] & IN == IN, s.recv(100), polled(s, IN)[0] & IN == IN)
s.close()
