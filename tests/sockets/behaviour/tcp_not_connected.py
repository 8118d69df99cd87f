# Sending and receiving without a connection.
from under_test import GONE, fails, stream

s = stream()
for function, argument in ((s.send, b"x"), (s.write, b"x"), (s.recv, 1), (s.read, 1), (s.readinto, bytearray(1))):
    print(fails(GONE, function, argument))
print(fails(GONE, s.readline))
s.close()
