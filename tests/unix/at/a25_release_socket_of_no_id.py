# release_socket(7) was an IndexError.
import microATsocket as at

print([at.release_socket(i) for i in (0, -1, -7, 7, 8, 100)])
print([at.release_socket(i) for i in (1, 6)], at.sockets_in_use)
