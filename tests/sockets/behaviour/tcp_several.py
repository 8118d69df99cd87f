# Several streams at once, and many in a row.
from under_test import connected

streams = [connected(b"echo") for _ in range(4)]
for turn in range(2):
    for number, s in enumerate(streams):
        s.send(b"%d of %d" % (number, turn))
    for s in reversed(streams):
        print(s.read(6))
for s in streams:
    s.close()
for number in range(12):
    s = connected(b"echo")
    s.send(b"%x" % number)
    print(s.recv(2), end=" ")
    s.close()
print()
