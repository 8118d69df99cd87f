# The peer drops the connection: an error or the end, not a wait.
from under_test import GONE, connected

s = connected(b"reset")
try:
    print(s.recv(10) == b"")
except OSError as error:
    print(error.errno in GONE or error)
s.close()
