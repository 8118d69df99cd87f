# Nordic generation N0, the Serial LTE Modem: one selected socket, no handles in commands,
# lines end with CR LF (at-dialects.md 4.10).
from .common import merged
from .core import WAIT, Refused
from .nordic import NordicModem
from .nordic_base import MAX_RECEIVE, STREAM
from .text import BadParameter

MAX_INLINE = 1024


class NordicN0(NordicModem):
    commands = merged(
        NordicModem.commands,
        {
            "#XSOCKETSELECT": "at_select",
            "#XPOLL": "at_poll_now",
            "#XTCPCLI": "at_tcp_client",
            "#XTCPSEND": "at_client_send",
            "#XUDPCLI": "at_udp_client",
            "#XUDPSVR": "at_udp_server",
            "#XUDPSEND": "at_client_send",
        },
    )

    def start(self):
        super().start()
        self.selected = None
        self.previous = 0
        self.rank = 0
        self.client = None  # the socket of XTCPCLI, XUDPCLI, XUDPSVR

    def line_ends(self, c):
        before, self.previous = self.previous, c
        return c == 10 and before == 13 and not self._quote

    def edited(self, line):
        line = super().edited(line)
        return line[:-1] if line[-1:] == b"\r" else line

    def body_of(self, line):
        # No ATE here.
        body = super().body_of(line)
        return b"#" if body is not None and body[:1].upper() == b"E" else body

    def chosen(self):
        if self.selected not in self.conns:
            raise Refused()
        return self.conns[self.selected]

    # --- sockets --------------------------------------------------------------------------
    def at_socket(self, kind, p):
        if kind == "?":
            c = self.chosen()
            row = (c.id, c.fam, c.role, c.type, c.cid)
            self.info("#XSOCKET: %d,%d,%d,%d,%d" % row)
            return
        if kind == "=?":
            self.emit(b"\r\n#XSOCKET: (0,1,2),(1,2,3),(0,1),<cid>")
            return
        operation = p.int(0, 0, 2)
        if operation == 0:
            return self._close_selected()
        conn = self.new_conn(operation, p.int(1, 1, 3), p.int(2, 0, 1), p.int(3, 0, 10, 0))
        self._select_new(conn)
        self.info("#XSOCKET: %d,%d,%d" % (conn.id, conn.type, self.protocol(conn)))

    def at_secure_socket(self, kind, p):
        if kind == "=" and p.int(0, 0, 2) == 0:
            return self._close_selected()
        conn = self.open_secure(p)
        self._select_new(conn)
        self.info("#XSSOCKET: %d,%d,%d" % (conn.id, conn.type, self.protocol(conn)))

    def _select_new(self, conn):
        self.rank += 1
        conn.rank = self.rank
        self.selected = conn.id

    def _close_selected(self):
        conn = self.chosen()
        self.close_conn(conn)
        self.info('%s: 0,"closed"' % self.pending)
        left = sorted(self.conns, key=lambda h: self.conns[h].rank)
        self.selected = left[-1] if left else None

    def at_select(self, kind, p):
        if kind == "?":
            for h in sorted(self.conns):
                c = self.conns[h]
                tag = -1 if c.sec_tag is None else c.sec_tag
                row = (h, c.fam, c.role, c.type, tag, c.rank, c.cid)
                self.info("#XSOCKETSELECT: %d,%d,%d,%d,%d,%d,%d" % row)
        else:
            self.selected = self.conn_of(p).id
        if self.selected is not None:
            self.info("#XSOCKETSELECT: %d" % self.selected)

    def at_option(self, kind, p):
        self.option(self.chosen(), p, 0)

    def option_line(self, conn, value):
        return "%s: %s" % (self.pending, value)

    def at_close(self, kind, p):
        raise Refused()

    # --- connections ----------------------------------------------------------------------
    def at_bind(self, kind, p):
        self.bind_conn(self.chosen(), p.int(0, 0, 65535))

    def at_connect(self, kind, p):
        return self.connect_conn(self.chosen(), p.text(0), p.int(1, 1, 65535), "#XCONNECT: 1")

    def at_listen(self, kind, p):
        self.listen(self.chosen())

    def at_accept(self, kind, p):
        return self.accept_blocking(self.chosen(), p.int(0, 0, 65535))

    # --- data -----------------------------------------------------------------------------
    def at_send(self, kind, p):
        return self._send_inline(p, None, 0)

    def at_send_to(self, kind, p):
        return self._send_inline(p, (p.text(0), p.int(1, 1, 65535)), 2)

    def _send_inline(self, p, target, at):
        conn = self.chosen()
        if not p.has(at):
            return self.data_mode(conn, target)
        if not p.quoted(at) or len(p.bytes(at)) > MAX_INLINE:
            raise BadParameter(at)
        self.send_now(self.pending, conn, p.bytes(at), target, p.int(at + 1, default=0))
        return None

    def send_line(self, name, conn, r, n):
        return "%s: %d" % (name, n)

    def at_receive(self, kind, p):
        seconds, flags = p.int(0, 0, 65535), p.int(1, default=0)
        name = self.pending

        def header(data, host, port):
            line = "%s: %d" % (name, len(data))
            return line + ',"%s",%d' % (host, port) if name == "#XRECVFROM" else line

        return self.receive(self.chosen(), 0, flags, seconds, MAX_RECEIVE, header)

    def at_poll_now(self, kind, p):
        # Waits up to the time for any of the sockets; one line per ready socket.
        ms = p.int(0, -1, 0x7FFFFFFF)
        handles = [self.conn_of(p, i).id for i in range(1, p.count())] or sorted(self.conns)
        serial = self.serial()

        def look(left):
            if not self.still(serial):
                return
            ready = [h for h in handles if h in self.conns and self._ready_bits(h)]
            if not ready and left > 0:
                self.later(10, lambda: look(left - 10))
                return
            for h in ready:
                self.info('#XPOLL: %d,"0x%04x"' % (h, self._ready_bits(h)))
            self.finish()

        self.later(0, lambda: look(ms))
        return WAIT

    def _ready_bits(self, h):
        conn = self.conns[h]
        return (1 if conn.rx or conn.incoming else 0) | conn.dead

    # --- client and server modes ----------------------------------------------------------
    def at_tcp_client(self, kind, p):
        operation = p.int(0, 0, 2)
        if operation == 0:
            if self.client is None:
                raise Refused()
            self.close_conn(self.client)
            self.client = None
            self.info('#XTCPCLI: 0,"disconnected"')
            return None
        conn = self._client_conn(operation, STREAM)
        if p.has(3):
            conn.sec_tag = p.int(3)
        line = '#XTCPCLI: %d,"connected"' % conn.id
        try:
            return self.connect_conn(conn, p.text(1), p.int(2, 1, 65535), line)
        except Refused:
            self.close_conn(conn)
            raise

    def _client_conn(self, family, type_):
        conn = self.new_conn(family, type_, 0, 0)
        self._select_new(conn)
        conn.auto = 1
        self.client = conn
        return conn

    def at_udp_client(self, kind, p):
        operation = p.int(0, 0, 2)
        if operation == 0:
            return self._end_udp()
        conn = self._client_conn(operation, 2)
        line = '#XUDPCLI: %d,"connected"' % conn.id
        return self.connect_conn(conn, p.text(1), p.int(2, 1, 65535), line)

    def at_udp_server(self, kind, p):
        operation = p.int(0, 0, 2)
        if operation == 0:
            return self._end_udp()
        conn = self._client_conn(operation, 2)
        self.bind_conn(conn, p.int(1, 1, 65535))
        self.info('#XUDPSVR: %d,"started"' % conn.id)

    def _end_udp(self):
        if self.client is None:
            raise Refused()
        self.close_conn(self.client)
        self.client = None
        word = "stopped" if self.pending == "#XUDPSVR" else "disconnected"
        self.info('%s: 0,"%s"' % (self.pending, word))

    def at_client_send(self, kind, p):
        if self.client is None:
            raise Refused()
        conn = self.client
        if not p.has(0):
            return self.data_mode(conn, None)
        target = None if conn.connected else (conn.host, conn.port)
        self.send_now(self.pending, conn, p.bytes(0), target, 0)
        return None

    def on_data(self, conn, data, host, port):
        if conn is not self.client:
            return super().on_data(conn, data, host, port)
        conn.host, conn.port = host, port
        if conn.kind == "tcp":
            self.ring("#XTCPDATA: %d" % len(data), data + b"\r\n")
        else:
            self.ring('#XUDPDATA: %d,"%s",%d' % (len(data), host, port), data + b"\r\n")

    def on_peer_closed(self, conn):
        if conn is not self.client:
            return super().on_peer_closed(conn)
        self.close_conn(conn)
        self.client = None
        self.urc('#XTCPCLI: -104,"disconnected"')
