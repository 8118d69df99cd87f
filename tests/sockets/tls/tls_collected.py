# TLS streams that nobody closed: the collector closes them, and their sockets are free again.
import gc

from under_test import secured


def leave():
    s = secured(b"echo")
    s.write(b"hello")
    return s.read(5)


for _ in range(12):
    assert leave() == b"hello"
    gc.collect()
print("twelve")
