# Client and server in one script: one socket connects to another.
from under_test import address, free_port, need, stream

port = free_port()
server = stream()
server.bind(address(port))
need("listen", server.listen, 1)
client = stream()
client.connect(address(port))
connection, _ = server.accept()
client.send(b"to the server")
print(connection.recv(100))
connection.send(b"to the client")
print(client.recv(100))
client.close()
print(connection.recv(100))
connection.close()
server.close()
