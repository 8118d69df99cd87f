# A socket that nobody holds any more gives its id back, open or not, and only its own.
import gc

import microATsocket as at
from support import PEER, Modem, another

modem = Modem(show=False)


def use(count):
    for i in range(count):
        s = another(modem)
        assert s.socketid is not None, i
        if i % 2:
            assert s.sendto(b"x", PEER) == 1
        if i % 3 == 0:
            s.close()
        if i % 5 == 0:
            s.close(True)
        s = None
        gc.collect()


use(40)
gc.collect()
# The collector is conservative: one may still be seen on the stack.
print(sum(at.sockets_in_use) <= 1)
