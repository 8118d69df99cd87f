# The modem's own TLS: CPython's ssl around a non-blocking connection.  Refused elsewhere.
import sys

if sys.implementation.name == "micropython":
    raise NotImplementedError("TLS behind the modem needs CPython")

import os
import ssl
import tempfile


def context(options):
    # options: verify, check_name, ca_file, ca, certificate, key (PEM or DER bytes, or None).
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname = False
    made.verify_mode = ssl.CERT_REQUIRED if options.get("verify") else ssl.CERT_NONE
    made.check_hostname = bool(options.get("verify") and options.get("check_name"))
    if options.get("ca_file"):
        made.load_verify_locations(options["ca_file"])
    ca = options.get("ca")
    if ca:
        made.load_verify_locations(cadata=ca.decode() if b"-----BEGIN" in ca else ca)
    if options.get("certificate") and options.get("key"):
        _load_identity(made, options["certificate"] + b"\n" + options["key"])
    return made


def _load_identity(made, pem):
    fd, path = tempfile.mkstemp()
    try:
        os.write(fd, pem)
        os.close(fd)
        made.load_cert_chain(path)
    finally:
        os.unlink(path)


class TlsStream:
    # Same calls as RealStream, over one.
    def __init__(self, stream, options):
        self._stream, self._options = stream, options
        self._tls = None
        self.host, self.port = stream.host, stream.port
        self.state, self.error = "connecting", None

    @property
    def local_port(self):
        return self._stream.local_port

    def progress(self):
        if self.state != "connecting":
            return self.state
        below = self._stream.progress()
        if below == "failed":
            self.state, self.error = "failed", self._stream.error
        elif below == "open":
            self._handshake()
        return self.state

    def _handshake(self):
        try:
            if self._tls is None:
                self._wrap()
            self._tls.do_handshake()
            self.state = "open"
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            pass
        except (ssl.SSLError, OSError, ValueError) as e:
            self.state, self.error = "failed", "tls: " + str(e)

    def _wrap(self):
        net = self._stream.net
        net.forget(self._stream.s)
        name = self._options.get("name") or self.host
        made = context(self._options)
        self._tls = made.wrap_socket(self._stream.s, server_hostname=name, do_handshake_on_connect=False)
        self._stream.s = self._tls
        net.watch(self._tls)

    def cipher(self):
        return self._tls.cipher() if self._tls else None

    def watch(self, wanted):
        self._stream.watch(wanted)

    def recv(self, limit):
        try:
            return self._tls.recv(limit)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return None
        except OSError:
            return b""

    def send(self, data):
        try:
            return self._tls.send(data)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return 0

    def close(self):
        self._stream.close()
        self.state = "closed"
