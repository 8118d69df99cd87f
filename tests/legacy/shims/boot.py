# Runs an example script, unchanged, as if on its board:
#   micropython boot.py <script> <port>
# What the script believes to be elsewhere is on this machine, and port 5683 is <port> there.

import socket
import sys


# MicroPython 1.11 made bytes of text here; today that needs an encoding.
def bytearray_of_text(*arguments):
    if len(arguments) == 1 and isinstance(arguments[0], str):
        return bytearray(arguments[0].encode())
    return bytearray(*arguments)


class Socket:
    def __getattr__(self, name):
        return getattr(socket, name)

    def getaddrinfo(self, host, port, *more):
        here = "0.0.0.0" if host in ("", "0.0.0.0") else "127.0.0.1"
        return socket.getaddrinfo(here, int(sys.argv[2]) if port == 5683 else port, *more)


sys.modules["socket"] = sys.modules["usocket"] = Socket()

with open(sys.argv[1]) as script:
    text = script.read()
try:
    exec(text, {"__name__": "__main__", "bytearray": bytearray_of_text})
except Exception as error:
    print("ended by", type(error).__name__ + ":", error)
