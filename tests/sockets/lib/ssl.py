# The module `ssl` over the built-in `tls`, as far as MicroPython's tests ask: micropython-lib has the real one.
import tls
from tls import *  # noqa: F403

CERT_NONE, PROTOCOL_TLS_CLIENT, PROTOCOL_TLS_SERVER = tls.CERT_NONE, tls.PROTOCOL_TLS_CLIENT, tls.PROTOCOL_TLS_SERVER


def content(source):
    if not isinstance(source, str):
        return source
    with open(source, "rb") as file:
        return file.read()


class SSLContext:
    def __init__(self, *args):
        self._context = tls.SSLContext(*args)
        self._context.verify_mode = tls.CERT_NONE

    verify_mode = property(
        lambda self: self._context.verify_mode, lambda self, value: setattr(self._context, "verify_mode", value)
    )
    verify_callback = property(
        lambda self: self._context.verify_callback, lambda self, value: setattr(self._context, "verify_callback", value)
    )

    def load_cert_chain(self, certfile, keyfile):
        self._context.load_cert_chain(content(certfile), content(keyfile))

    def load_verify_locations(self, cafile=None, cadata=None):
        self._context.load_verify_locations(content(cafile) or cadata)

    def get_ciphers(self):
        return self._context.get_ciphers()

    def set_ciphers(self, ciphers):
        self._context.set_ciphers(ciphers)

    def wrap_socket(self, sock, *, server_side=False, do_handshake_on_connect=True, server_hostname=None):
        return self._context.wrap_socket(
            sock,
            server_side=server_side,
            do_handshake_on_connect=do_handshake_on_connect,
            server_hostname=server_hostname,
        )


def wrap_socket(
    sock,
    *,
    server_side=False,
    key=None,
    cert=None,
    cert_reqs=CERT_NONE,
    cadata=None,
    server_hostname=None,
    do_handshake=True,
):
    context = SSLContext(PROTOCOL_TLS_SERVER if server_side else PROTOCOL_TLS_CLIENT)
    if cert or key:
        context.load_cert_chain(cert, key)
    if cadata:
        context.load_verify_locations(cadata=cadata)
    context.verify_mode = cert_reqs
    return context.wrap_socket(
        sock, server_side=server_side, do_handshake_on_connect=do_handshake, server_hostname=server_hostname
    )
