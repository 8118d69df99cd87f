# DTLS over UDP by MicroPython's own `tls`, on loopback: one socket for one peer, as Coap takes it.
import socket

import tls

MSG_PEEK = 2


def open_socket():
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)


def address(port):
    return socket.getaddrinfo("127.0.0.1", port, 0, socket.SOCK_DGRAM)[0][-1]


def connect(port):
    sock = open_socket()
    sock.connect(address(port))
    context = tls.SSLContext(tls.PROTOCOL_DTLS_CLIENT)
    context.verify_mode = tls.CERT_NONE
    return context.wrap_socket(sock)


# Waits for a client and serves it alone; `listening` is called when it may come.
def accept(port, certificate, key, listening):
    sock = open_socket()
    sock.bind(address(port))
    listening()
    context = tls.SSLContext(tls.PROTOCOL_DTLS_SERVER)
    with open(certificate, "rb") as c, open(key, "rb") as k:
        context.load_cert_chain(c.read(), k.read())
    _, peer = sock.recvfrom(1, MSG_PEEK)
    sock.connect(peer)
    return context.wrap_socket(sock, server_side=True)
