import sys


class Finder:
    def __getattr__(self, name):
        raise RuntimeError(name)


# An importer that touches any name of it fails.
sys.modules["network"] = Finder()
import microATsocket

print(microATsocket.socket(microATsocket.AF_INET, microATsocket.SOCK_DGRAM).socketid)
