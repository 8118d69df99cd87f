# setsockopt(): what servers ask for, and what nobody has.
from under_test import connected, datagrams, outcome, socket, stream

for s in (stream(), datagrams(), connected(b"echo")):
    for value in (1, 0):
        print(s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, value))
    print(outcome(s.setsockopt), outcome(s.setsockopt, socket.SOL_SOCKET), outcome(s.setsockopt, "x", "y", "z"))
    s.close()
