# Nordic Serial Modem, generations N1 to N4: the #X commands with a handle
# (at-dialects.md 4.5 to 4.9).
from .common import CommonModem, merged
from .core import DONE, WAIT, Refused
from .nordic_base import DATAGRAM, MAX_RECEIVE, RAW, STREAM, NordicBase
from .text import BadParameter

GAI_FAILED = "DNS: no name"  # stands for the modem's own wording
EVENTS = (0, 1, 4, 5)
# names of XSOCKETOPT and XSSOCKETOPT: True = may be read
PLAIN_OPTIONS = {2: False, 20: True, 21: True, 30: True, 31: True, 32: True, 40: False, 61: False, 62: True}
SECURE_OPTIONS = {2: True, 4: True, 5: True, 12: True, 13: False, 14: False, 15: True, 18: True}
READ_ONLY = (4, 15)
# what a number may be
SECURE_VALUES = {5: (0, 1, 2), 12: (0, 1), 14: (0, 1, 2), 18: (1, 3, 7, 15, 31, 63, 123), 22: (0, 1, 2)}
ASSISTANCE = ("1", "2", "3", "4", "5")


class NordicModem(NordicBase):
    commands = merged(
        CommonModem.commands,
        {
            "#XSOCKET": "at_socket",
            "#XSSOCKET": "at_secure_socket",
            "#XCLOSE": "at_close",
            "#XSOCKETOPT": "at_option",
            "#XSSOCKETOPT": "at_option",
            "#XBIND": "at_bind",
            "#XCONNECT": "at_connect",
            "#XLISTEN": "at_listen",
            "#XACCEPT": "at_accept",
            "#XSEND": "at_send",
            "#XSENDTO": "at_send_to",
            "#XRECV": "at_receive",
            "#XRECVFROM": "at_receive",
            "#XAPOLL": "at_poll",
            "#XRECVCFG": "at_receive_config",
            "#XGETADDRINFO": "at_names",
            "#XDATACTRL": "at_data_control",
            "#XSMVER": "at_version",
            "#XSLMVER": "at_version",
            "#XRESET": "at_reset",
            "#XSLEEP": "at_fine",
            "#XSHUTDOWN": "at_fine",
            "#XUUID": "at_uuid",
            "#XCLAC": "at_list",
            "%CMNG": "at_credential",
            "%XSYSTEMMODE": "at_fine",
        },
    )

    def since(self, generation):
        if self.generation < generation:
            raise Refused()

    def conn_of(self, p, at=0):
        conn = self.conns.get(p.int(at, 0, 32))
        if conn is None:
            raise Refused()
        return conn

    def body_of(self, line):
        # The grammar: AT, ATE0, ATE1, or AT and one of + % #.
        body = super().body_of(line)
        if body is None or body.upper() in (b"", b"E0", b"E1"):
            return body
        return body if body[:1] in (b"+", b"%", b"#") and len(body) > 1 else b"#"

    # --- opening and closing --------------------------------------------------------------
    def at_socket(self, kind, p):
        if kind == "?":
            for h in sorted(self.conns):
                c = self.conns[h]
                if c.sec_tag is None:
                    self.info("#XSOCKET: %d,%d,%d,%d,%d" % (h, c.fam, c.role, c.type, c.cid))
            return
        if kind == "=?":
            families = "(1,2,3)" if self.generation >= 3 else "(1,2)"
            self.info("#XSOCKET: <handle>,%s,(1,2,3),(0,1),<cid>" % families)
            return
        family, type_, role = p.int(0, 1, 3), p.int(1, 1, 3), p.int(2, 0, 1)
        if self.generation >= 3 and (family == 3) != (type_ == RAW):
            raise BadParameter(0)
        if family == 3 and type_ != RAW:
            raise Refused()
        conn = self.new_conn(family, type_, role, p.int(3, 0, 10, 0))
        self.info("#XSOCKET: %d,%d,%d" % (conn.id, type_, self.protocol(conn)))

    def at_secure_socket(self, kind, p):
        if kind == "?":
            for h in sorted(self.conns):
                c = self.conns[h]
                if c.sec_tag is not None:
                    row = (h, c.fam, c.role, c.type, c.sec_tag, c.cid)
                    self.info("#XSSOCKET: %d,%d,%d,%d,%d,%d" % row)
            return
        if kind == "=?":
            self.info("#XSSOCKET: <handle>,(1,2),(1,2),(0,1),<sec_tag>,<peer_verify>,<cid>")
            return
        conn = self.open_secure(p)
        self.info("#XSSOCKET: %d,%d,%d" % (conn.id, conn.type, self.protocol(conn)))

    def open_secure(self, p):
        family, type_, role = p.int(0, 1, 2), p.int(1, 1, 2), p.int(2, 0, 1)
        tag, verify, cid = p.int(3), p.int(4, 0, 2, 2), p.int(5, 0, 10, 0)
        if role == 1:
            raise Refused()
        if type_ == DATAGRAM and self.knobs.dtls == "refuse":
            raise Refused()
        conn = self.new_conn(family, type_, role, cid)
        conn.sec_tag, conn.verify = tag, verify
        return conn

    def at_close(self, kind, p):
        if self.generation < 1:
            raise Refused()
        handles = sorted(self.conns)
        if kind == "=":
            handles = [self.conn_of(p).id]
        for h in handles:
            self.close_conn(self.conns[h])
            self.info("#XCLOSE: %d,0" % h)

    # --- options --------------------------------------------------------------------------
    def at_option(self, kind, p):
        conn = self.conn_of(p)
        self.option(conn, p, 1)

    def option(self, conn, p, at):
        secure = self.pending == "#XSSOCKETOPT"
        if secure and conn.sec_tag is None:
            raise Refused()
        writing, name = p.int(at, 0, 1), p.int(at + 1)
        table = self.options_known(secure)
        if name not in table:
            raise BadParameter(at + 1)
        if writing:
            value = p.text(at + 2, "1")
            self._check_option(name, value, secure)
            conn.options[name] = value
            if secure and name == 5:
                conn.verify = int(value)
        elif not table[name]:
            raise Refused()
        else:
            self.info(self.option_line(conn, self._option_value(conn, name, secure)))

    def _check_option(self, name, value, secure):
        if secure and name in READ_ONLY or not secure and name == 61 and value not in ASSISTANCE:
            raise Refused()
        if secure and name in SECURE_VALUES and value not in [str(good) for good in SECURE_VALUES[name]]:
            raise Refused()

    def options_known(self, secure):
        known = dict(SECURE_OPTIONS if secure else PLAIN_OPTIONS)
        if secure and self.generation >= 3:
            known[22] = True
        if secure and self.generation >= 4:
            known[19] = known[20] = False
        if not secure and self.generation in (1, 4):
            known[55] = True
        if not secure and self.generation >= 4:
            known[34] = True
        return known

    def _option_value(self, conn, name, secure):
        if secure and name in READ_ONLY:
            if not conn.connected:
                raise Refused()  # known behind the handshake
            if name == 4:
                return "0xc02b"
            # Both sides use connection identifiers when this one offers them.
            return "3" if conn.options.get(14) in ("1", "2") and conn.type == DATAGRAM else "0"
        if secure and name == 5:
            return str(conn.verify)
        if not secure and name == 21:
            return conn.options.get(21, "30")
        return conn.options.get(name, "0")

    def option_line(self, conn, value):
        return "%s: %d,%s" % (self.pending, conn.id, value)

    # --- addresses and connections --------------------------------------------------------
    def at_bind(self, kind, p):
        self.bind_conn(self.conn_of(p), p.int(1, 0, 65535))

    def at_connect(self, kind, p):
        conn = self.conn_of(p)
        if conn.role != 0 and self.generation == 1:
            raise Refused()
        host, port = p.text(1), p.int(2, 1, 65535)
        return self.connect_conn(conn, host, port, "#XCONNECT: %d,1" % conn.id)

    def at_listen(self, kind, p):
        if self.generation in (2, 3):
            raise Refused()
        if kind == "?":
            for h in sorted(self.conns):
                c = self.conns[h]
                if c.listener:
                    self.info("#XLISTEN: %d,%d,%d" % (h, c.cid, c.local_port))
            return
        self.listen(self.conn_of(p))

    def listen(self, conn):
        if conn.type != STREAM or not conn.local_port or conn.listener or conn.link:
            raise Refused()
        if conn.sec_tag is not None or (self.generation < 4 and conn.role != 1):
            raise Refused()
        try:
            conn.listener = self.net.listen(conn.family, conn.local_port)
        except OSError:
            raise Refused()

    def backlog(self, conn):
        return 2 if self.generation >= 4 else 1

    def on_incoming(self, conn, stream, host, port):
        conn.incoming.append((stream, host, port))
        reader, conn.reader = conn.reader, None
        if reader and self.still(reader[4]):
            self._accept_one(conn)
            self.finish()

    def at_accept(self, kind, p):
        if self.generation in (2, 3) or (kind == "=?" and self.generation == 1):
            raise Refused()
        if kind == "=?":
            self.info("#XACCEPT: <handle>")
            return None
        conn = self.conn_of(p)
        if not conn.listener:
            raise Refused()
        if self.generation < 4:
            return self.accept_blocking(conn, p.int(1, 0, 65535))
        if not conn.incoming:
            raise Refused()
        self._accept_new(conn)
        return None

    def _accept_new(self, conn):
        # N4: the connection becomes a socket of its own.
        stream, host, port = conn.incoming.pop(0)
        conn.in_told = False
        new = self.new_conn(conn.fam, STREAM, 1, conn.cid)
        new.link, new.connected = stream, True
        new.host, new.port = host, port
        self.info('#XACCEPT: %d,%d,"%s",%d' % (new.id, new.cid, host, port))

    def accept_blocking(self, conn, seconds):
        # N0, N1: afterwards the listening handle talks to the peer.
        if conn.events:
            raise Refused()
        if conn.incoming:
            self._accept_one(conn)
            return None
        conn.reader = (0, 0, 0, None, self.serial())
        if seconds:
            self.later(seconds * 1000, lambda: self._reader_over(conn))
        return WAIT

    def _accept_one(self, conn):
        stream, host, port = conn.incoming.pop(0)
        conn.listener.close()
        conn.listener, conn.link, conn.connected = None, stream, True
        conn.host, conn.port = host, port
        self.info('#XACCEPT: %d,"%s"' % (conn.id + 1, host))

    # --- sending --------------------------------------------------------------------------
    def at_send(self, kind, p):
        conn = self.conn_of(p)
        mode, flags = p.int(1, 0, 2), p.int(2)
        return self._send(conn, p, mode, flags, None, 3)

    def at_send_to(self, kind, p):
        conn = self.conn_of(p)
        mode, flags = p.int(1, 0, 2), p.int(2)
        target = (p.text(3), p.int(4, 1, 65535))
        if conn.kind != "udp" or conn.sec_tag is not None:
            raise Refused()
        return self._send(conn, p, mode, flags, target, 5)

    def _send(self, conn, p, mode, flags, target, at):
        if mode == 2:
            length = p.int(at, 1, 0xFFFFFFFF, -1) if self.generation >= 2 else -1
            return self.data_mode(conn, target, None if length < 0 else length)
        data = self.payload_of(p, at, mode)
        self.send_now(self.pending, conn, data, target, flags)
        return None

    # --- receiving ------------------------------------------------------------------------
    def at_receive(self, kind, p):
        conn = self.conn_of(p)
        mode, flags, seconds = p.int(1, 0, 1), p.int(2), p.int(3, 0, 65535)
        limit = p.int(4, 0, MAX_RECEIVE, 0) or MAX_RECEIVE
        name, h = self.pending, conn.id

        def header(data, host, port):
            line = "%s: %d,%d,%d" % (name, h, mode, len(data))
            return line + ',"%s",%d' % (host, port) if name == "#XRECVFROM" else line

        return self.receive(conn, mode, flags, seconds, limit, header)

    def at_receive_config(self, kind, p):
        self.since(3)
        if kind == "?":
            for h in sorted(self.conns):
                c = self.conns[h]
                self.info("#XRECVCFG: %d,%d,%d" % (h, c.auto, c.auto_hex))
        elif kind == "=?":
            self.info("#XRECVCFG: <handle>,(0,1,2,3),(0,1)")
        else:
            flags, hexadecimal = p.int(1, 0, 3), p.int(2, 0, 1, 0)
            if hexadecimal and flags & 2:
                raise BadParameter(2)
            chosen = [self.conn_of(p)] if p.has(0) else list(self.conns.values())
            if not p.has(0):
                self.receive_all = (flags, hexadecimal)
            for conn in chosen:
                conn.auto, conn.auto_hex = flags, hexadecimal

    # --- readiness ------------------------------------------------------------------------
    def at_poll(self, kind, p):
        if kind == "?":
            return self._poll_state()
        if kind == "=?":
            self.info("#XAPOLL: <handle>,(0,1),(0,1,4,5)")
            return
        if self.generation >= 3:
            first, handles = 1, [self.conn_of(p)] if p.has(0) else None
        else:
            first, handles = 0, [self.conn_of(p, i) for i in range(2, p.count())] or None
        running = p.int(first, 0, 1)
        events = p.int(first + 1, 0, 5) if running else 0
        if events not in EVENTS:
            raise BadParameter(first + 1)
        if handles is None:
            self.poll_all = events
            handles = list(self.conns.values())
        for conn in handles:
            conn.events = events
            conn.in_told = conn.out_told = conn.dead_told = False

    def _poll_state(self):
        polled = [h for h in sorted(self.conns) if self.conns[h].events]
        if self.generation >= 3:
            for h in polled:
                self.info("#XAPOLL: %d,%d" % (h, self.conns[h].events))
        else:
            events = self.poll_all or (self.conns[polled[0]].events if polled else 0)
            values = [1 if events else 0, events] + polled
            self.info("#XAPOLL: " + ",".join([str(v) for v in values]))

    # --- the rest -------------------------------------------------------------------------
    def at_names(self, kind, p):
        family = {0: 0, 1: 4, 2: 6}[p.int(1, 0, 2, 0)]
        found = self.resolve(p.text(0), family)
        if not found:
            self.info('#XGETADDRINFO: "%s"' % GAI_FAILED)
            raise Refused()
        self.info('#XGETADDRINFO: "%s"' % " ".join(found))

    def at_data_control(self, kind, p):
        least = self.least_flush_ms()
        if kind == "?":
            self.info("#XDATACTRL: %d,%d" % (self.flush_ms, least))
        else:
            self.flush_ms = p.int(0, least, 0xFFFFFFFF)

    def at_version(self, kind, p):
        if (self.pending == "#XSMVER") != (self.generation >= 2):
            raise Refused()
        if self.generation >= 2:
            version = {2: "v0.2.0", 3: "v1.0.1", 4: "v2.0.0"}[self.generation]
            self.info('#XSMVER: "%s","v3.2.0"' % version)
        else:
            self.info('#XSLMVER: "v3.1.0","3.1.0"')

    def at_credential(self, kind, p):
        operation, tag = p.int(0, 0, 3), p.int(1)
        if operation == 0:
            self.credentials[(tag, p.int(2, 0, 8))] = p.bytes(3)
        elif operation == 3:
            self.credentials.pop((tag, p.int(2, 0, 8)), None)

    def at_uuid(self, kind, p):
        self.info("#XUUID: 50503041-3633-4261-803d-1e2b8f70111a")

    def at_list(self, kind, p):
        for name in sorted(self.commands):
            self.info("AT" + name)

    def at_reset(self, kind, p):
        self.finish()
        self.reset()
        return DONE
