# Much data in pieces of any size: nothing lost, nothing doubled, in order.
from under_test import checksum, connected, pattern, read_line

COUNT = 20000
EXPECTED = pattern(COUNT)

for size in (1, 7, 333, 1460, 1500, 5000):
    count = COUNT if size > 100 else 3000
    s = connected(b"give %d" % count)
    got = bytearray()
    while data := s.recv(size):
        assert len(data) <= size
        got += data
    print(size, got == EXPECTED[:count])
    s.close()

s = connected(b"give %d" % COUNT)
print(s.read() == EXPECTED)
s.close()

for size in (50, 1024, 3000, COUNT):
    count = COUNT if size > 100 else 2000
    s = connected(b"take %d" % count)
    for offset in range(0, count, size):
        s.write(EXPECTED[offset : min(offset + size, count)])
    print(size, read_line(s) == b"%d %d\n" % (count, checksum(EXPECTED[:count])))
    s.close()
