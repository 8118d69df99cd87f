# Quectel's TLS: contexts, files, and the +QSSL twins of the socket commands
# (at-dialects.md 5.10).
from .common import merged
from .core import DONE, OK, Refused
from .phases import FixedData
from .quectel import QuectelModem

KEYWORDS = (
    "sslversion",
    "ciphersuite",
    "seclevel",
    "cacert",
    "clientcert",
    "clientkey",
    "ignorelocaltime",
    "negotiatetime",
    "sni",
    "dtls",
    "dtlsversion",
)


class QuectelTls(QuectelModem):
    commands = merged(
        QuectelModem.commands,
        {
            "+QSSLCFG": "at_tls_config",
            "+QSSLOPEN": "at_tls_open",
            "+QSSLSEND": "at_tls_send",
            "+QSSLRECV": "at_tls_read",
            "+QSSLCLOSE": "at_close",
            "+QSSLSTATE": "at_tls_state",
            "+QFUPL": "at_upload",
            "+QFDEL": "at_delete",
        },
    )

    def start(self):
        super().start()
        if not hasattr(self, "files"):
            self.files = {}
            self.tls = {}

    def opened_word(self, conn):
        return "+QIOPEN" if conn.secure is None else "+QSSLOPEN"

    def urc_of(self, conn):
        return "+QIURC" if conn.secure is None else "+QSSLURC"

    def at_tls_config(self, kind, p):
        word, context = p.text(0), p.int(1, 0, 5)
        if word not in KEYWORDS:
            raise self.refuse(552)
        values = self.tls.setdefault(context, {})
        if p.count() > 2:
            values[word] = p.text(2, "")
        else:
            self.info('+QSSLCFG: "%s",%d,%s' % (word, context, values.get(word, "0")))

    def at_tls_open(self, kind, p):
        context, tls, i = p.int(0, 1, 16), p.int(1, 0, 5), p.int(2, 0, self.top_id())
        host, port, access = p.text(3), p.int(4, 1, 65535), p.int(5, 0, 2, 0)
        if context not in self.active:
            raise self.refuse(561)
        if i in self.conns:
            self.finish()
            self.urc("+QSSLOPEN: %d,563" % i)
            return DONE
        options = self.tls.get(tls, {})
        datagrams = options.get("dtls", "0") == "1"
        if (self.knobs.dtls if datagrams else self.knobs.tls) == "refuse":
            raise self.refuse(555)
        conn = self._new(i, "UDP" if datagrams else "TCP", context, access)
        conn.secure = tls
        return self._open_client(conn, host, port, self._tls_of(options, host))

    def _tls_of(self, options, host):
        if self.knobs.tls == "clear":
            return None
        verify = options.get("seclevel", "0") != "0"
        return {
            "name": host,
            "verify": verify,
            "check_name": verify and options.get("sni", "0") == "1",
            "ca_file": self.knobs.tls_ca,
            "ca": self.files.get(_file(options.get("cacert"))),
            "certificate": self.files.get(_file(options.get("clientcert"))),
            "key": self.files.get(_file(options.get("clientkey"))),
        }

    def at_tls_send(self, kind, p):
        conn = self.conn_of(p, True)
        if p.count() == 1:
            return self._ask_marked(conn, (conn.host, conn.port))
        length = p.int(1, 1, 1460)
        peer = (conn.host, conn.port)
        return self._ask(FixedData(self, length, lambda d: self._payload(conn, d, peer)))

    def at_tls_read(self, kind, p):
        return self.at_read(kind, p)

    def at_tls_state(self, kind, p):
        # Eleven columns: those of QISTATE and the TLS context.
        for i in sorted(self.conns):
            conn = self.conns[i]
            if conn.secure is None or (kind == "=" and p.int(1, 0, 16) != i):
                continue
            self.info(self._state_line("+QSSLSTATE", conn) + ",%d" % conn.secure)

    def at_upload(self, kind, p):
        name, length = p.text(0), p.int(1, 1, 65536)

        def stored(data):
            self.files[_file(name)] = data
            self.info("+QFUPL: %d,%x" % (length, _checksum(data)))
            self.data_done(OK, data)

        sink = FixedData(self, length, stored)
        limit = p.int(2, 1, 65535, 5) * 1000
        self.later(limit, lambda: self._sink is sink and self.data_done(b"\r\nERROR\r\n", b""))
        self.emit(b"\r\nCONNECT\r\n")
        return self.take_data(sink)

    def at_delete(self, kind, p):
        if self.files.pop(_file(p.text(0)), None) is None:
            raise Refused(405)


def _file(name):
    # "UFS:ca.pem" and "ca.pem" are the same file.
    return name[4:] if name and name.startswith("UFS:") else name


def _checksum(data):
    # XOR of 16-bit words, the last one filled with zero.
    total = 0
    for i in range(0, len(data), 2):
        total ^= data[i] << 8 | (data[i + 1] if i + 1 < len(data) else 0)
    return total
