# Quectel, LTE class and NB-IoT class: the +QI socket commands (at-dialects.md section 5).
from .addresses import family_of, full6
from .common import CommonModem, Conn, merged
from .core import DONE, WAIT, Refused
from .phases import FixedData, MarkedData, Online
from .text import BadParameter, from_hex, to_bytes, to_hex

MAX_SEND, MAX_RECEIVE, MAX_HEX = 1460, 1500, 256
OPENING, CONNECTED, LISTENING, CLOSING = 1, 2, 3, 4
SEND_OK, SEND_FAIL = b"\r\nSEND OK\r\n", b"\r\nSEND FAIL\r\n"
TYPES = ("TCP", "UDP", "TCP LISTENER", "UDP SERVICE")
ERROR_TEXTS = {
    0: "Operate successfully",
    552: "Invalid parameters",
    555: "Operation not supported",
    556: "Socket bind failed",
    557: "Socket listen failed",
    561: "Open PDP context failed",
    563: "Socket identity has been used",
    565: "DNS parse failed",
    566: "Socket connect failed",
    567: "Socket has been closed",
    569: "Operation timeout",
    571: "Cancel send",
    572: "Operation not allowed",
}


class QuectelModem(CommonModem):
    defaults = {
        "echo": True,
        "junk": "ignore",
        "payload_echo": True,
        "data_tail": b"\r\n\r\n",
        "own_address": "10.7.89.12",
    }
    open_word, read_word, urc_word = "+QIOPEN", "+QIRD", "+QIURC"
    commands = merged(
        CommonModem.commands,
        {
            "+QICSGP": "at_context",
            "+QIACT": "at_activate",
            "+QIDEACT": "at_deactivate",
            "+QIOPEN": "at_open",
            "+QISEND": "at_send",
            "+QISENDEX": "at_send_hex",
            "+QIRD": "at_read",
            "+QICLOSE": "at_close",
            "+QISTATE": "at_state",
            "+QISWTMD": "at_switch_mode",
            "+QIDNSCFG": "at_fine",
            "+QIDNSGIP": "at_lookup",
            "+QIGETERROR": "at_last_error",
            "+QICFG": "at_config",
            "+QISDE": "at_data_echo",
            "+QPING": "at_ping",
            "+QURCCFG": "at_fine",
            "+QPOWD": "at_power_down",
            "O": "at_resume",
        },
    )

    def start(self):
        super().start()
        self.nbiot = self.knobs.model_class == "NBIOT"
        model = "BC66" if self.nbiot else "EC21"
        version = model + ("NBR01A10" if self.nbiot else "EFAR06A01M4G")
        maker = "Quectel_Ltd" if self.nbiot else "Quectel"
        self.identity = {"+CGMI": maker, "+CGMM": model, "+CGMR": version}
        self.ati = "%s\n%s\nRevision: %s" % (maker, model, version)
        if not hasattr(self, "apns"):
            self.apns = {}
        self.active = {1: 1} if self.knobs.context_active else {}
        self.last_error = 0
        self.data_echo = True
        self.settings = {"recvind": 0, "viewmode": 0, "dataformat": (0, 0), "close/mode": 0}
        self.next_port = 5087
        self.online_conn = None

    def top_id(self):
        return 4 if self.nbiot else 11

    def banner(self):
        sim = self.knobs.sim or "NOT INSERTED"
        lines = ["RDY", "+CFUN: %d" % self.cfun, "+CPIN: " + sim]
        if not self.nbiot:
            lines.insert(1, "APP RDY")
        return b"".join([b"\r\n" + to_bytes(line) + b"\r\n" for line in lines])

    def error_text(self, code):
        if self.pending.startswith("+Q") and not isinstance(code, bytes):
            if self.last_error == 0 or code == 50:
                self.last_error = 552
            code = None
        return super().error_text(code)

    def refuse(self, number):
        self.last_error = number
        return Refused()

    def echoes_payload(self):
        return super().echoes_payload() and self.data_echo

    # --- contexts -------------------------------------------------------------------------
    def at_context(self, kind, p):
        context = p.int(0, 1, 16)
        if p.count() == 1:
            values = self.apns.get(context, (1, "", "", "", 0))
            self.info('+QICSGP: %d,"%s","%s","%s",%d' % values)
        else:
            values = (p.int(1, 1, 3), p.text(2, ""), p.text(3, ""), p.text(4, ""))
            self.apns[context] = values + (p.int(5, 0, 3, 0),)

    def at_activate(self, kind, p):
        if kind == "?":
            for context in sorted(self.active):
                type_ = self.active[context]
                line = "+QIACT: %d,1,%d" % (context, type_)
                for bit, family in ((1, 4), (2, 6)):
                    if type_ & bit:
                        line += ',"%s"' % self.shown_host(self.own_address(family))
                self.info(line)
            return
        context = p.int(0, 1, 16)
        if context in self.active or not self.online():
            raise self.refuse(561)
        self.active[context] = self.apns.get(context, (1,))[0]

    def at_deactivate(self, kind, p):
        context = p.int(0, 1, 16)
        self.active.pop(context, None)
        for i in list(self.conns):
            if self.conns[i].context == context:
                self.conns.pop(i).drop()

    def deactivate(self, context=1):
        # The network ends a context.
        if context in self.active:
            self.active.pop(context)
            for i in list(self.conns):
                if self.conns[i].context == context:
                    self.conns.pop(i).drop()
            self.urc('+QIURC: "pdpdeact",%d' % context)

    def on_network_lost(self):
        for context in sorted(self.active):
            self.deactivate(context)

    # --- opening --------------------------------------------------------------------------
    def at_open(self, kind, p):
        if kind == "=?":
            row = self.top_id()
            self.info('+QIOPEN: (1-16),(0-%d),"TCP/UDP","<host>",<port>,<port>,(0-2)' % row)
            return None
        if kind == "?":
            return self.at_state("?", p)
        context, i, type_ = p.int(0, 1, 16), p.int(1, 0, self.top_id()), p.text(2).upper()
        host, port = p.text(3), p.int(4, 0, 65535)
        local, access = p.int(5, 0, 65535, 0), p.int(6, 0, 2, 0)
        if type_ not in TYPES:
            raise BadParameter(2)
        if context not in self.active:
            raise self.refuse(561)
        if i in self.conns:
            return self._used(i)
        conn = self._new(i, type_, context, access)
        conn.local_port = local
        if type_ in ("TCP LISTENER", "UDP SERVICE"):
            return self._open_server(conn, host)
        return self._open_client(conn, host, port, None)

    def _used(self, i):
        self.last_error = 563
        if self.knobs.open_used_id == "error":
            raise self.refuse(563)
        self.finish()
        self.urc("%s: %d,563" % (self.open_word, i))
        return DONE

    def _new(self, i, type_, context, access):
        conn = Conn(i, "udp" if type_.startswith("UDP") else "tcp")
        conn.type, conn.context, conn.access = type_, context, access
        conn.server, conn.told, conn.phase, conn.secure = i, False, None, None
        conn.state, conn.timer, conn.read = OPENING, None, 0
        self.conns[i] = conn
        return conn

    def _open_server(self, conn, host):
        error = 0
        if self.nbiot and conn.kind == "udp":
            error = 555
        else:
            conn.family = 6 if ":" in host else 4
            try:
                if not self._has_family(conn.context, conn.family) or not self._is_readable(host):
                    raise OSError(97)  # no such address here
                if conn.kind == "udp":
                    conn.link = self.net.udp(conn.family, conn.local_port)
                    conn.local_port = conn.local_port or conn.link.port
                else:
                    conn.listener = self.net.listen(conn.family, conn.local_port)
            except OSError:
                error = 556 if conn.kind == "udp" else 557
        conn.host, conn.port = host, 0
        conn.state = CONNECTED if conn.kind == "udp" else LISTENING
        self.finish()
        self._opened(conn, error)
        return DONE

    def _has_family(self, context, family):
        return bool(self.active[context] & (2 if family == 6 else 1))

    def _is_readable(self, host):
        return "::" not in host or self.knobs.address6 == "short"

    def shown_host(self, host):
        return full6(host) if self.knobs.address6 == "full" else host

    def _open_client(self, conn, host, port, tls):
        conn.port = port
        transparent = conn.access == 2
        if not transparent:
            self.finish()
        conn.serial = self.serial()
        context_type = self.active[conn.context]
        found = self.resolve(host, {1: 4, 2: 6, 3: 0}[context_type]) if self._is_readable(host) else []
        conn.host = found[0] if found else host
        if not found:
            self._opened(conn, 565)
            return DONE
        conn.family = family_of(conn.host)
        if conn.kind == "udp":
            conn.link = self.net.udp(conn.family, conn.local_port)
            conn.local_port = conn.local_port or conn.link.port
            self._opened(conn, 0)
            return DONE
        if not conn.local_port:
            conn.local_port = self.next_port
            self.next_port += 1
        try:
            conn.link = self.net.connect(conn.host, port, tls)
        except NotImplementedError:
            self._opened(conn, 555)
            return DONE
        conn.dialling = True
        conn.timer = self.later(self.knobs.connect_ms, lambda: self._dial_over(conn))
        self.service()
        return WAIT

    def _dial_over(self, conn):
        if conn.dialling:
            self._opened(conn, 569)

    def on_dialled(self, conn, good):
        self.cancel(conn.timer)
        self._opened(conn, 0 if good else 566)

    def _opened(self, conn, error):
        # The asynchronous result (or CONNECT, in transparent mode).
        self.last_error = error
        if error:
            conn.drop()
            self.conns.pop(conn.id, None)
        elif conn.state == OPENING:
            conn.state = CONNECTED
        if conn.access == 2 and conn.state != LISTENING:
            if not self.still(conn.serial):
                return
            if error:
                self.fail()
            else:
                self._go_online(conn)
        else:
            self.urc("%s: %d,%d" % (self.opened_word(conn), conn.id, error))

    def opened_word(self, conn):
        return self.open_word

    def urc_of(self, conn):
        return self.urc_word

    def backlog(self, conn):
        return 1

    def on_incoming(self, conn, stream, host, port):
        free = [i for i in range(self.top_id(), -1, -1) if i not in self.conns]
        if not free:
            stream.close()
            self.urc('+QIURC: "incoming full"')
            return
        new = self._new(free[0], "TCP INCOMING", conn.context, conn.access)
        new.link, new.host, new.port, new.server = stream, host, port, conn.id
        new.local_port, new.state = conn.local_port, CONNECTED
        new.access = 0 if conn.access == 2 else conn.access
        self.urc('+QIURC: "incoming",%d,%d,"%s",%d' % (new.id, conn.id, self.shown_host(host), port))

    # --- sending --------------------------------------------------------------------------
    def conn_of(self, p, sending=False):
        conn = self.conns.get(p.int(0, 0, self.top_id()))
        if conn is None or conn.listener or (sending and conn.state != CONNECTED):
            raise self.refuse(567)
        return conn

    def at_send(self, kind, p):
        if p.count() == 2 and p.int(1, 0, MAX_SEND) == 0:
            conn = self.conn_of(p)
            self.info("+QISEND: %d,%d,0" % (conn.sent, conn.sent))
            return None
        conn = self.conn_of(p, True)
        if conn.access == 2 and conn.phase:
            raise self.refuse(572)
        if self.nbiot and p.count() == 3:
            return self._send_inline(conn, p.bytes(2), p.int(1, 1, MAX_SEND))
        target = self._target(conn, p)
        if p.count() == 1:
            return self._ask_marked(conn, target)
        length = p.int(1, 1, MAX_SEND)
        digits = length * 2 if self.settings["dataformat"][0] else length
        return self._ask(FixedData(self, digits, lambda d: self._payload(conn, d, target)))

    def _ask(self, sink):
        limit = self.knobs.send_timeout_ms
        if limit:
            self.later(limit, lambda: self._sink is sink and self._give_up(b""))
        return self.ask_data(sink)

    def _ask_marked(self, conn, target):
        if conn.type == "UDP SERVICE":
            raise self.refuse(552)

        def done(data):
            self._payload(conn, data, target)

        return self._ask(MarkedData(self, MAX_SEND, done, self._give_up, False))

    def _give_up(self, data):
        self.last_error = 571
        self.data_done(b"\r\nERROR\r\n", data, " (cancelled)")

    def _target(self, conn, p):
        if conn.type != "UDP SERVICE":
            return conn.host, conn.port
        host, port = p.text(2), p.int(3, 1, 65535)
        if family_of(host) != conn.family or not self._is_readable(host):
            raise self.refuse(552)
        return host, port

    def _payload(self, conn, digits, target):
        data = digits
        if self.settings["dataformat"][0]:
            try:
                data = from_hex(digits)
            except ValueError:
                return self.data_done(b"\r\nERROR\r\n", digits)
        self.data_done(self._pass_on(conn, data, target), digits)

    def _pass_on(self, conn, data, target):
        if self.conns.get(conn.id) is not conn or conn.state != CONNECTED:
            self.last_error = 567
            return b"\r\nERROR\r\n"
        if self.rng.chance(self.knobs.send_failure):
            return SEND_FAIL
        if conn.kind == "udp":
            self.transmit(conn, data, target[0], target[1])
        elif not self.push_stream(conn, data):
            return SEND_FAIL
        return SEND_OK

    def at_send_hex(self, kind, p):
        conn = self.conn_of(p, True)
        at = 1
        if self.nbiot:
            at, length = 2, p.int(1, 1, MAX_SEND)
        raw = p.bytes(at)
        if conn.type == "UDP SERVICE" or not raw or (not self.nbiot and len(raw) > 2 * MAX_HEX):
            raise self.refuse(552)
        try:
            data = from_hex(raw)
        except ValueError:
            raise self.refuse(552)
        if self.nbiot and len(data) != length:
            raise self.refuse(552)
        self.finish(self._pass_on(conn, data, (conn.host, conn.port)))
        return DONE

    def _send_inline(self, conn, data, length):
        if len(data) != length:
            raise self.refuse(552)
        self.finish(self._pass_on(conn, data, (conn.host, conn.port)))
        return DONE

    # --- receiving ------------------------------------------------------------------------
    def wants(self, conn, host, port):
        return conn.type != "UDP" or self.is_peer(conn, host, port)

    def on_data(self, conn, data, host, port):
        if conn is self.online_conn:
            return self.emit(data)
        if not data:
            return
        if conn.access == 1:
            return self._push(conn, data, host, port)
        conn.rx.append([data, host, port])
        if not conn.told:
            conn.told = True
            count = ",%d" % conn.unread() if self.settings["recvind"] else ""
            self.ring('%s: "recv",%d%s' % (self.urc_of(conn), conn.id, count))

    def _push(self, conn, data, host, port):
        head = '%s: "recv",%d,%d' % (self.urc_of(conn), conn.id, len(data))
        if self.knobs.push_inline:
            return self.ring(to_bytes(head) + b',"' + data + b'"')
        if conn.type == "UDP SERVICE":
            head += ',"%s",%d' % (self.shown_host(host), port)
        shown = self._shown(data)
        conn.read += len(data)
        if self.settings["viewmode"]:
            self.ring(to_bytes(head) + b"," + shown)
        else:
            self.ring(head, shown + b"\r\n")

    def _shown(self, data):
        return to_hex(data, self.knobs.hex_case) if self.settings["dataformat"][1] else data

    def at_read(self, kind, p):
        conn = self.conn_of(p)
        limit = p.int(1, 0, MAX_RECEIVE, MAX_RECEIVE)
        if p.has(1) and limit == 0:
            self.info("%s: %d,%d,%d" % (self.pending, conn.received, conn.read, conn.unread()))
            return
        if not conn.rx:
            self.info("%s: 0" % self.pending)
            return
        data, host, port = self.read_queue(conn, limit)
        conn.read += len(data)
        conn.told = bool(conn.rx)
        head = "%s: %d" % (self.pending, len(data))
        if conn.type == "UDP SERVICE":
            head += ',"%s",%d' % (self.shown_host(host), port)
        if self.settings["viewmode"]:
            self.info(to_bytes(head) + b"," + self._shown(data))
        else:
            self.info(head, self._shown(data))

    # --- closing, state -------------------------------------------------------------------
    def at_close(self, kind, p):
        conn = self.conns.get(p.int(0, 0, self.top_id()))
        p.int(1, 0, 65535, 10)
        if conn is None:
            raise self.refuse(567)
        conn.drop()
        self.conns.pop(conn.id)
        if self.nbiot and self.knobs.close_result == "CLOSE OK":
            self.finish(b"\r\nCLOSE OK\r\n")
            return DONE
        if self.settings["close/mode"]:
            self.finish()
            self.urc('+QIURC: "closed",%d' % conn.id)
            return DONE
        return None

    def on_peer_closed(self, conn):
        if conn is self.online_conn:
            self._leave_online(conn)
            conn.state = CLOSING
            return self.finish(b"\r\nNO CARRIER\r\n")
        conn.state = CLOSING
        self.urc('%s: "closed",%d' % (self.urc_of(conn), conn.id))

    def at_state(self, kind, p):
        chosen = sorted(self.conns)
        if kind == "=":
            by, value = p.int(0, 0, 1), p.int(1, 0, 16)
            if by:
                chosen = [i for i in chosen if i == value]
            else:
                chosen = [i for i in chosen if self.conns[i].context == value]
        for i in chosen:
            self.info(self._state_line("+QISTATE", self.conns[i]))

    def _state_line(self, word, c):
        ends = (word, c.id, c.type, self.shown_host(c.host), c.port, c.local_port)
        line = '%s: %d,"%s","%s",%d,%d' % ends
        return line + ',%d,%d,%d,%d,"uart1"' % (c.state, c.context, c.server, c.access)

    # --- transparent mode -----------------------------------------------------------------
    def _go_online(self, conn):
        self.emit(b"\r\nCONNECT\r\n")

        def send(data):
            self.record.add(">", data)
            self._pass_on(conn, data, (conn.host, conn.port))

        def left():
            self._leave_online(conn)
            self.record.add(">", b"+++")
            self.finish()

        self.online_conn = conn
        conn.phase = Online(self, 1024, 200, send, left)
        self.take_data(conn.phase)
        waiting, conn.rx = conn.rx, []
        for item in waiting:
            self.emit(item[0])

    def _leave_online(self, conn):
        conn.phase.stop()
        conn.phase, conn.access = None, 0
        self.suspended = conn.id
        self._sink, self.online_conn = None, None

    def at_resume(self, kind, p):
        conn = self.conns.get(getattr(self, "suspended", None))
        if conn is None or conn.state != CONNECTED:
            raise Refused(b"NO CARRIER")
        self._go_online(conn)
        return DONE

    def at_switch_mode(self, kind, p):
        conn, mode = self.conn_of(p, True), p.int(1, 0, 2)
        if mode == 2:
            self._go_online(conn)
            return DONE
        conn.access = mode
        return None

    # --- names and settings ---------------------------------------------------------------
    def at_lookup(self, kind, p):
        context, name = p.int(0, 1, 16), p.text(1)
        if context not in self.active:
            raise self.refuse(561)
        found = self.resolve(name, {1: 4, 2: 6, 3: 0}[self.active[context]])
        self.finish()
        if not found:
            self.last_error = 565
            self.urc('+QIURC: "dnsgip",565')
            return DONE
        self.urc('+QIURC: "dnsgip",0,%d,600' % len(found))
        for address in found:
            self.urc('+QIURC: "dnsgip","%s"' % self.shown_host(address))
        return DONE

    def at_last_error(self, kind, p):
        text = ERROR_TEXTS.get(self.last_error, "Unknown error")
        self.info('+QIGETERROR: %d,"%s"' % (self.last_error, text))

    def at_config(self, kind, p):
        name = p.text(0)
        if name == "dataformat":
            if p.count() > 1:
                self.settings[name] = (p.int(1, 0, 1), p.int(2, 0, 1))
            else:
                self.info('+QICFG: "dataformat",%d,%d' % self.settings[name])
        elif p.count() > 1:
            self.settings[name] = p.int(1, 0, 65535)
        else:
            self.info('+QICFG: "%s",%d' % (name, self.settings.get(name, 0)))

    def at_data_echo(self, kind, p):
        if kind == "?":
            self.info("+QISDE: %d" % self.data_echo)
        else:
            self.data_echo = p.int(0, 0, 1) == 1

    def at_ping(self, kind, p):
        found = self.resolve(p.text(1))
        self.finish()
        if found:
            self.urc('+QPING: 0,"%s",32,40,255' % found[0])
            self.urc("+QPING: 0,1,1,0,40,40,40")
        else:
            self.urc("+QPING: 565")
        return DONE

    def at_power_down(self, kind, p):
        self.finish()
        self.emit(b"\r\nPOWERED DOWN\r\n")
        self.reset()
        return DONE
