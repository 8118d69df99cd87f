# Two servers on one port.
import errno

from under_test import address, fails, free_port, need, stream


def serve(s, port):
    s.bind(address(port))
    s.listen(1)


port = free_port()
first, second = stream(), stream()
need("listen", serve, first, port)
print(fails((errno.EADDRINUSE,), serve, second, port))
second.close()
first.close()
second = stream()
serve(second, port)
second.close()
print("free again")
