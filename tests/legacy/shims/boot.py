# Runs an example script, unchanged, as if on its board:
#   micropython boot.py <script> <remote port> <local port>
# What the script believes to be elsewhere is on this machine; port 5683 there is <remote port>, and its own is
# <local port>.

import socket
import sys
import time


# MicroPython 1.11 made bytes of text here; today that needs an encoding.
def bytearray_of_text(*arguments):
    if len(arguments) == 1 and isinstance(arguments[0], str):
        return bytearray(arguments[0].encode())
    return bytearray(*arguments)


class Socket:
    def __getattr__(self, name):
        return getattr(socket, name)

    def getaddrinfo(self, host, port, *more):
        is_local = host in ("", "0.0.0.0")
        if port == 5683:
            port = int(sys.argv[3 if is_local else 2])
        return socket.getaddrinfo("0.0.0.0" if is_local else "127.0.0.1", port, *more)


# The clock of the script leaps, so that one that serves for a minute ends after three requests.
class LeapingTime:
    def __init__(self):
        self.now = 0

    def __getattr__(self, name):
        return getattr(time, name)

    def ticks_ms(self):
        self.now += 15000
        return self.now


sys.modules["utime"] = LeapingTime()
sys.modules["socket"] = sys.modules["usocket"] = Socket()

with open(sys.argv[1]) as script:
    text = script.read()
try:
    exec(text, {"__name__": "__main__", "bytearray": bytearray_of_text})
except Exception as error:
    print("ended by", type(error).__name__ + ":", error)
