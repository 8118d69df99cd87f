# Sequans Monarch and Monarch 2: the +SQNS socket commands (at-dialects.md section 3).
from .addresses import family_of
from .common import CommonModem, Conn, merged
from .core import DONE, OK, WAIT, Refused
from .phases import FixedData, MarkedData, Online
from .text import BadParameter, from_hex, to_bytes, to_hex

IDS = (1, 2, 3, 4, 5, 6)
MAX_PAYLOAD = 1500
CLOSED, ONLINE, SUSPENDED, PENDING, LISTENING, INCOMING, OPENING = range(7)


class SequansModem(CommonModem):
    identity = {"+CGMI": "Sequans", "+CGMM": "SQN3330", "+CGMR": "UE5.0.0.0c"}
    ati = "UE5.0.0.0c\nLR5.1.1.0-33080"
    defaults = {
        "echo": True,
        "junk": "ignore",
        "payload_echo": False,
        "data_tail": b"\r\n\r\n",
        "own_address": "10.0.12.55",
    }
    commands = merged(
        CommonModem.commands,
        {
            "+SQNSCFG": "at_config",
            "+SQNSCFGEXT": "at_config_ext",
            "+SQNSD": "at_dial",
            "+SQNSSEND": "at_send",
            "+SQNSSENDEXT": "at_send_ext",
            "+SQNSRECV": "at_receive",
            "+SQNSI": "at_counters",
            "+SQNSS": "at_states",
            "+SQNSH": "at_hang_up",
            "+SQNSO": "at_resume",
            "+SQNSL": "at_listen",
            "+SQNSLUDP": "at_listen",
            "+SQNSA": "at_accept",
            "+SQNDNSLKUP": "at_lookup",
            "+SQNSSCFG": "at_secure",
            "+SQNSPCFG": "at_profile",
            "+SQNSNVW": "at_credential",
            "^RESET": "at_reset",
        },
    )

    def start(self):
        # Socket settings and credentials survive a restart, connections do not.
        if not hasattr(self, "config"):
            self.config = {i: [1, 0, 90, 600, 50] for i in IDS}
            self.ext = {i: [0] * 7 for i in IDS}
            self.secure = {}
            self.profiles = {}
            self.credentials = {}
        super().start()

    # --- settings -------------------------------------------------------------------------
    def at_config(self, kind, p):
        if kind == "?":
            for i in IDS:
                self.info("+SQNSCFG: " + ",".join([str(v) for v in [i] + self.config[i]]))
            return
        i = p.int(0, 1, 6)
        connect = p.int(4, 0, 1200)
        if 0 < connect < 10:
            raise BadParameter(4)
        self.config[i] = [
            p.int(1, 0, 6),
            p.int(2, 0, 1500),
            p.int(3, 0, 65535),
            connect,
            p.int(5, 0, 255),
        ]

    def at_config_ext(self, kind, p):
        if kind == "?":
            width = self.knobs.cfgext_fields - 1
            for i in IDS:
                values = [i] + self.ext[i][:width]
                self.info("+SQNSCFGEXT: " + ",".join([str(v) for v in values]))
            return
        i = p.int(0, 1, 6)
        if p.count() not in (4, 6, 8):
            raise BadParameter(p.count())
        values = [p.int(1, 0, 2), p.int(2, 0, 1), p.int(3, 0, 240), p.int(4, 0, 1, 0)]
        values += [p.int(5, 0, 1, 0), p.int(6, 0, 1, 0), p.int(7, 0, 1, 0)]
        self.ext[i] = values

    def ring_mode(self, conn):
        return self.ext[conn.id][0]

    def hex_in(self, conn):
        return self.ext[conn.id][1] == 1

    def hex_out(self, conn):
        return self.ext[conn.id][4] == 1

    # --- opening --------------------------------------------------------------------------
    def at_dial(self, kind, p):
        i, udp, port = p.int(0, 1, 6), p.int(1, 0, 1), p.int(2, 0, 65535)
        name = p.text(3)
        p.int(4, 0, 255, 0)
        local = p.int(5, 0, 65535, 0)
        mode, any_remote = p.int(6, 0, 1, 0), p.int(7, 0, 2, 0)
        if i in self.conns and self.conns[i].state != CLOSED:
            raise Refused(3)
        if not self.online():
            raise Refused(30)
        found = self.resolve(name)
        if not found:
            raise self._dial_refusal()
        conn = self._new(i, "udp" if udp else "tcp", family_of(found[0]))
        conn.host, conn.port, conn.mode, conn.name = found[0], port, mode, name
        conn.any_remote = any_remote if udp else 0
        if udp:
            if self.secure.get(i, (0, 1))[0] and self.knobs.dtls != "clear":
                self._drop(conn)
                raise Refused(4)
            conn.link = self.net.udp(conn.family, local)
            conn.local_port = local or conn.link.port
            return self._up(conn)
        return self._dial_stream(conn)

    def _dial_stream(self, conn):
        try:
            conn.link = self.net.connect(conn.host, conn.port, self.tls_of(conn))
        except NotImplementedError:
            self.conns.pop(conn.id)
            raise Refused(4)
        conn.state, conn.dialling = OPENING, True
        conn.serial = self.serial()
        limit = self.config[conn.id][3] * 100 or self.knobs.connect_ms
        conn.timer = self.later(limit, lambda: self._dial_over(conn))
        self.service()
        return WAIT if conn.dialling else DONE

    def _dial_over(self, conn):
        if conn.dialling:
            self.on_dialled(conn, False)

    def on_dialled(self, conn, good):
        self.cancel(conn.timer)
        wanted = self.still(conn.serial)  # or the command has been aborted meanwhile
        if not good or not wanted:
            self._drop(conn)
        if not wanted:
            return
        if good:
            conn.local_port = conn.link.local_port
            if self._up(conn) is None:
                self.finish()
        else:
            self.fail(self._dial_refusal().code)

    def _dial_refusal(self):
        style = self.knobs.dial_failure
        if style == "NO CARRIER":
            return Refused(b"NO CARRIER")
        return Refused(None if style == "ERROR" else style)

    def _new(self, i, kind, family=4):
        conn = Conn(i, kind, family)
        conn.mode, conn.any_remote = 1, 0
        conn.phase = None
        conn.accept_first = False  # SQNSLUDP: the first sender becomes the peer
        conn.used = self.clock.now()
        conn.timer = None
        self.conns[i] = conn
        return conn

    def _up(self, conn):
        # The connection stands: OK or CONNECT, and the inactivity clock starts.
        conn.state = SUSPENDED
        conn.used = self.clock.now()
        self._watch_idle(conn)
        if conn.mode == 0:
            self._go_online(conn)
            return DONE
        return None

    def _watch_idle(self, conn):
        limit = self.config[conn.id][2] * 1000
        if not limit or not self.knobs.idle_close:
            return
        left = conn.used + limit - self.clock.now()
        self.later(max(left, 0), lambda: self._check_idle(conn, limit))

    def _check_idle(self, conn, limit):
        if self.conns.get(conn.id) is not conn or conn.state in (CLOSED, LISTENING):
            return
        if self.clock.now() - conn.used >= limit:
            self._closed_by_peer(conn)
        else:
            self._watch_idle(conn)

    # --- secure sockets -------------------------------------------------------------------
    def at_secure(self, kind, p):
        if kind == "?":
            for i in IDS:
                on, profile = self.secure.get(i, (0, 1))
                self.info("+SQNSSCFG: %d,%d,%d" % (i, on, profile))
            return
        self.secure[p.int(0, 1, 6)] = (p.int(1, 0, 1), p.int(2, 1, 6, 1))

    def at_profile(self, kind, p):
        number = p.int(0, 1, 6)
        self.profiles[number] = {
            "version": p.int(1, 0, 255),
            "verify": p.int(3, 0, 255, 0),
            "ca": p.int(4, 0, 19, -1),
            "certificate": p.int(5, 0, 19, -1),
            "key": p.int(6, 0, 19, -1),
        }
        self.info("+SQNSPCFG: " + p.body.decode())

    def at_credential(self, kind, p):
        what, slot, length = p.text(0), p.int(1, 0, 19), p.int(2, 0, 8192)
        if what not in ("certificate", "privatekey"):
            raise BadParameter(0)
        if length == 0:
            self.credentials.pop((what, slot), None)
            return None

        def stored(data):
            self.credentials[(what, slot)] = data
            self.data_done(OK, data)

        return self.ask_data(FixedData(self, length, stored))

    def tls_of(self, conn):
        # None for a plain connection, else what the connection must satisfy.
        on, number = self.secure.get(conn.id, (0, 1))
        if not on or self.knobs.tls == "clear":
            return None
        if self.knobs.tls == "refuse" or number not in self.profiles:
            raise NotImplementedError
        profile = self.profiles[number]
        slot = profile["ca"]
        return {
            "name": conn.name,
            "verify": bool(profile["verify"] & 1),
            "check_name": bool(profile["verify"] & 4),
            "ca_file": self.knobs.tls_ca,
            "ca": self.credentials.get(("certificate", slot)),
            "certificate": self.credentials.get(("certificate", profile["certificate"])),
            "key": self.credentials.get(("privatekey", profile["key"])),
        }

    # --- sending --------------------------------------------------------------------------
    def _open_conn(self, i, code=3):
        conn = self.conns.get(i)
        if conn is None or conn.state not in (SUSPENDED, PENDING):
            raise Refused(code)
        return conn

    def at_send(self, kind, p):
        conn = self._open_conn(p.int(0, 1, 6))
        target = self._target(conn, p, 1)

        def done(data):
            self._payload(conn, data, target)

        def cancelled(data):
            self.data_done(OK, data, " (cancelled)")

        limit = MAX_PAYLOAD * (2 if self.hex_out(conn) else 1)
        return self.ask_data(MarkedData(self, limit, done, cancelled))

    def at_send_ext(self, kind, p):
        i, count = p.int(0, 1, 6), p.int(1, 1, MAX_PAYLOAD)
        conn = self._open_conn(i)
        if p.int(2, 0, 2, 0) and not self.knobs.has_rai:
            raise BadParameter(2)
        target = self._target(conn, p, 3)
        length = count * 2 if self.hex_out(conn) else count
        return self.ask_data(FixedData(self, length, lambda d: self._payload(conn, d, target)))

    def _target(self, conn, p, at):
        # Peer of this one datagram: the dialled one, or the directed form's.
        if p.count() <= at:
            return conn.host, conn.port
        host, port = p.text(at), p.int(at + 1, 1, 65535)
        if conn.kind != "udp" or conn.any_remote != 2:
            raise Refused(3)
        if not family_of(host):
            raise BadParameter(at)
        return host, port

    def _payload(self, conn, digits, target):
        data = digits
        if self.hex_out(conn):
            try:
                data = from_hex(digits)
            except ValueError:
                return self.data_done(self.error_text(None), digits)
        good = self.conns.get(conn.id) is conn and conn.state in (SUSPENDED, PENDING)
        good = good and self.online() and not self.rng.chance(self.knobs.send_failure)
        if good:
            good = self._pass_on(conn, data, target)
        self.data_done(OK if good else self.error_text(3), digits)

    def _pass_on(self, conn, data, target):
        if conn.kind == "udp":
            self.transmit(conn, data, target[0], target[1])
            return True
        return self.push_stream(conn, data)

    # --- receiving ------------------------------------------------------------------------
    def wants(self, conn, host, port):
        return conn.kind != "udp" or conn.any_remote or self.is_peer(conn, host, port)

    def on_data(self, conn, data, host, port):
        if conn.state == ONLINE:
            return self.emit(data)
        if not data and self.knobs.zero_length == "drop":
            return
        if conn.accept_first:
            return self._first_datagram(conn, data, host, port)
        mode = self.ring_mode(conn)
        if mode == 2:
            shown = to_hex(data, self.knobs.hex_case) if self.hex_in(conn) else data
            head = to_bytes("+SQNSRING: %d,%d," % (conn.id, len(data)))
            return self.ring(head + shown)
        conn.rx.append([data, host, port])
        if conn.state == SUSPENDED:
            conn.state = PENDING
        self.ring("+SQNSRING: %d,%d" % (conn.id, len(data)) if mode else "+SQNSRING: %d" % conn.id)

    def at_receive(self, kind, p):
        i, limit = p.int(0, 1, 6), p.int(1, 1, MAX_PAYLOAD)
        conn = self.conns.get(i)
        if conn is None or conn.state in (ONLINE, LISTENING, INCOMING, OPENING):
            raise Refused(4)
        if not conn.rx:
            raise Refused(4 if self.knobs.recv_no_data == "cme" else None)
        data, host, port = self.read_queue(conn, limit, self.knobs.join_datagrams)
        if not conn.rx and conn.state == PENDING:
            conn.state = SUSPENDED
        header = "+SQNSRECV: %d,%d" % (i, len(data))
        if conn.kind == "udp" and conn.any_remote and self.knobs.recv_address != "absent":
            quote = '"' if self.knobs.recv_address == "quoted" else ""
            header += ",%s%s%s,%d" % (quote, host, quote, port)
        if self.hex_in(conn):
            data = to_hex(data, self.knobs.hex_case)
        self.info(header, data)

    # --- state ----------------------------------------------------------------------------
    def at_counters(self, kind, p):
        wanted = [p.int(0, 1, 6)] if kind == "=" else IDS
        for i in wanted:
            conn = self.conns.get(i)
            if conn:
                values = (i, conn.sent, conn.received, conn.unread(), 0)
            elif kind == "=" and self.knobs.sqnsi_closed == "error":
                raise Refused(3)
            else:
                values = (i, 0, 0, 0, 0)
            self.info("+SQNSI: %d,%d,%d,%d,%d" % values)

    def at_states(self, kind, p):
        wanted = [p.int(0, 1, 6)] if kind == "=" else IDS
        for i in wanted:
            conn = self.conns.get(i)
            if conn is None or conn.state == CLOSED:
                self.info("+SQNSS: %d,0" % i)
                continue
            own = (i, conn.state, self.own_address(conn.family), conn.local_port)
            line = '+SQNSS: %d,%d,"%s",%d' % own
            if conn.state != LISTENING:
                line += ',"%s",%d' % (conn.host, conn.port)
                if self.knobs.ss_protocol:
                    line += ",%d" % (conn.kind == "udp")
            self.info(line)

    # --- closing --------------------------------------------------------------------------
    def at_hang_up(self, kind, p):
        conn = self.conns.get(p.int(0, 1, 6))
        if conn is None:
            if self.knobs.sqnsh_closed == "error":
                raise Refused(3)
            return
        if conn.state == ONLINE:
            raise Refused(3)
        self._drop(conn)

    def _drop(self, conn):
        conn.drop()
        conn.state = CLOSED
        if self.conns.get(conn.id) is conn:
            self.conns.pop(conn.id)

    def on_peer_closed(self, conn):
        self._closed_by_peer(conn)

    def _closed_by_peer(self, conn):
        if conn.state == ONLINE:
            self._leave_online(conn)
            self._drop(conn)
            return self.finish(b"\r\nNO CARRIER\r\n")
        conn.drop()
        conn.state = CLOSED
        if not conn.rx or not self.knobs.read_after_close:
            self.conns.pop(conn.id, None)
        self.urc("+SQNSH: %d" % conn.id)

    def on_network_lost(self):
        for i in IDS:
            conn = self.conns.get(i)
            if conn and conn.state != CLOSED:
                self._closed_by_peer(conn)

    # --- online mode ----------------------------------------------------------------------
    def _go_online(self, conn):
        self._release_urcs("before_final")
        self.emit(b"\r\nCONNECT\r\n")
        conn.state = ONLINE
        _, block, _, _, flush = self.config[conn.id]

        def send(data):
            self.record.add(">", data)
            self._pass_on(conn, data, (conn.host, conn.port))

        def left():
            self._leave_online(conn)
            self.record.add(">", b"+++")
            self.finish()

        conn.phase = Online(self, block or 300, flush * 100 or 10, send, left)
        self.take_data(conn.phase)
        for item in conn.rx:
            self.emit(item[0])
        conn.rx = []

    def _leave_online(self, conn):
        conn.phase.stop()
        self._sink = None
        conn.state = SUSPENDED

    def at_resume(self, kind, p):
        conn = self.conns.get(p.int(0, 1, 6))
        if conn is None or conn.state not in (SUSPENDED, PENDING):
            raise Refused(b"NO CARRIER")
        self._go_online(conn)
        return DONE

    # --- listening ------------------------------------------------------------------------
    def at_listen(self, kind, p):
        i, listen, port = p.int(0, 1, 6), p.int(1, 0, 2), p.int(2, 1, 65535, 1)
        old = self.conns.get(i)
        if listen == 0:
            if old and old.state in (LISTENING, INCOMING):
                self._drop(old)
            return
        if old and old.state != CLOSED:
            raise Refused(3)
        if not self.online():
            raise Refused(30)
        udp = self.pending == "+SQNSLUDP"
        conn = self._new(i, "udp" if udp else "tcp", 6 if listen == 2 else 4)
        conn.local_port, conn.state = port, LISTENING
        try:
            if udp:
                conn.link, conn.accept_first, conn.any_remote = self.net.udp(conn.family, port), True, 1
            else:
                listener = conn.listener = self.net.listen(conn.family, port)
                # One connection per id: while it waits nobody else comes through.
                listener.is_full = lambda: bool(conn.incoming or listener.waiting)
        except OSError:
            self._drop(conn)
            raise Refused(3)

    def on_incoming(self, conn, stream, host, port):
        conn.incoming.append((stream, host, port))
        conn.host, conn.port, conn.state = host, port, INCOMING
        self.ring("+SQNSRING: %d" % conn.id)
        if self.ext[conn.id][3]:
            self._accept(conn)

    def _first_datagram(self, conn, data, host, port):
        if conn.state == LISTENING:
            conn.host, conn.port, conn.state = host, port, INCOMING
            self.ring("+SQNSRING: %d" % conn.id)
        if self.is_peer(conn, host, port):
            conn.rx.append([data, host, port])

    def _accept(self, conn):
        if conn.kind == "udp":
            conn.accept_first, conn.any_remote = False, 0
            waiting, conn.rx = conn.rx, []
            self.later(0, lambda: [self.on_data(conn, d[0], d[1], d[2]) for d in waiting])
        else:
            stream = conn.incoming.pop(0)[0]
            conn.listener.close()
            conn.listener, conn.link = None, stream
        return self._up(conn)

    def at_accept(self, kind, p):
        conn = self.conns.get(p.int(0, 1, 6))
        mode = p.int(1, 0, 1, 0)
        if conn is None or conn.state != INCOMING:
            raise Refused(3)
        conn.mode = mode
        return self._accept(conn)

    # --- names, restart -------------------------------------------------------------------
    def at_lookup(self, kind, p):
        if not self.knobs.has_lookup:
            raise Refused(4)
        name, family = p.text(0), 6 if p.int(1, 0, 1, 0) else 4
        if not self.online():
            raise Refused(30)
        found = self.resolve(name, family)
        if not found:
            raise Refused(22)
        if self.knobs.lookup_quoted:
            self.info("+SQNDNSLKUP: " + ",".join(['"%s"' % text for text in [name] + found]))
        else:
            self.info("+SQNDNSLKUP: " + ",".join([name] + found))

    def at_reset(self, kind, p):
        self.finish()
        self.restart()
        return DONE

    def restart(self):
        self.emit(b"\r\n+SHUTDOWN\r\n")
        self.reset()

    def banner(self):
        return b"\r\n+SYSSTART\r\n"
