# For scripts written for MicroPython's own modules: from here on `import socket` gives the module under test.
#
#   micropython -c "import takes_over; takes_over.run('script.py')"
import builtins
import sys

from under_test import socket

sys.modules["socket"] = sys.modules["usocket"] = socket
try:
    import ssl

    sys.modules["ussl"] = ssl
except ImportError:
    pass  # a program without TLS


class Loopback:
    def ifconfig(self):
        return ("127.0.0.1", "255.0.0.0", "0.0.0.0", "0.0.0.0")


builtins.nic = Loopback()  # where MicroPython's multi-instance tests look for their address


def run(path):
    names = sys.modules["__main__"] = {"__name__": "__main__", "__file__": path}
    with open(path) as script:
        exec(script.read(), names)
