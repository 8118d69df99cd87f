# Streams one right after the other: what ends one is not taken for the end of the next.
from under_test import connected, pattern

for turn in range(3):
    s = connected(b"give 3000")
    print(s.read() == pattern(3000))
    s.close()
    s = connected(b"late 250 answer %d" % turn)
    print(s.recv(100))
    s.close()
    s = connected(b"say closed before it was read")
    s.close()
