# MicroPython's DTLS over a connected datagram socket, to OpenSSL's server.
import tls

from under_test import DTLS_PEER, HOST, SERVER_NAME, ca, datagrams, socket

context = tls.SSLContext(tls.PROTOCOL_DTLS_CLIENT)
context.verify_mode = tls.CERT_REQUIRED
context.load_verify_locations(ca())
s = datagrams(10)
s.connect(socket.getaddrinfo(HOST, DTLS_PEER)[0][-1])
secure = context.wrap_socket(s, server_hostname=SERVER_NAME)
for text in (b"first\n", b"second\n"):
    secure.write(b"echo " + text)
    print(secure.read(len(text)))
secure.close()
