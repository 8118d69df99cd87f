# A socket is an ordinary Python object: scripts leave notes on it.
import microATsocket as socket

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.note = "mine"
s.counter = 0
s.counter += 1
print(s.note, s.counter)
print("note" in s.__dict__, "ip" in s.__dict__)
print(hasattr(s, "note"), hasattr(s, "nothing_like_it"), hasattr(s, "sendto"))
print(getattr(s, "nothing_like_it", "default"))
try:
    s.nothing_like_it
except AttributeError:
    print("AttributeError")
del s.note
print(hasattr(s, "note"))
print(hasattr(socket.socket(socket.AF_INET, socket.SOCK_DGRAM), "counter"))
print(type(s) is socket.socket, isinstance(s, socket.socket), type(s).__name__)
