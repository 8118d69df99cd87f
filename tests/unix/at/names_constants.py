import microATsocket as socket

print(socket.AF_INET, socket.AF_INET6)
print(socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW)
print(socket.DNS_SERVER_IP, socket.DNS_SERVER_IPV6, socket.LOCAL_PORT_DEFAULT)
print(socket.sockets_in_use)

formats = socket.socket.SOCKET_MESSAGE_FORMAT
print(formats, formats.SOCKET_MESSAGE_ASCII, formats.SOCKET_MESSAGE_BYTE)
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
print(s.SOCKET_MESSAGE_FORMAT is formats)

made = socket.socket.enum(A=1, B="x")
print(made, made.A, made.B)
