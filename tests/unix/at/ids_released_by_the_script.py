# Ids that the script gave back itself belong to whoever takes them next: collecting the old sockets frees nothing.
import gc

import microATsocket as at


def take_and_release():
    for s in [at.socket(2, 2) for _ in range(6)]:
        at.release_socket(s.socketid)


def stack(n):
    return n and stack(n - 1)


take_and_release()
socks = [at.socket(2, 2) for _ in range(6)]
print(at.sockets_in_use)
stack(20)
gc.collect()
gc.collect()
print(at.sockets_in_use, [s.socketid for s in socks])
