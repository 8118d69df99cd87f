# sockets_in_use is the list that decides: scripts read it and write to it.
import microATsocket as at

ids = at.sockets_in_use
a, b = at.socket(2, 2), at.socket(10, 2)
print(a.socketid, b.socketid, ids, ids is at.sockets_in_use)
at.sockets_in_use[3] = 1
c = at.socket(2, 2)
print(c.socketid, ids)
print(at.get_first_available_socket(), at.get_first_available_socket(), at.get_first_available_socket())
print(ids)
print(at.release_socket(5), ids)
ids[2] = 0
print(at.get_first_available_socket(), at.get_first_available_socket())
