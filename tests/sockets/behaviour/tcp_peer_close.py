# The peer closes: what it sent is all there, then b'' for ever; sending fails before long.
import time

from under_test import GONE, connected, pattern

s = connected(b"give 3000")
time.sleep_ms(200)
got = b""
while data := s.recv(700):
    got += data
print(got == pattern(3000), s.recv(10), s.recv(10))


def send_on():
    for _ in range(100):
        s.send(b"anybody there?")
        time.sleep_ms(10)


try:
    send_on()
except OSError as error:
    print(error.errno in GONE or error)
print(s.recv(10))
s.close()
