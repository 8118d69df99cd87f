# What all generations of the Nordic Serial Modem share (at-dialects.md section 4): lexical
# rules, framing, readiness events, data mode, sending and receiving on a socket.
from .common import CommonModem, Conn
from .core import DONE, OK, WAIT, Refused
from .text import BadParameter, from_hex, to_hex

IN, OUT, ERR, HUP = 1, 4, 8, 16
STREAM, DATAGRAM, RAW = 1, 2, 3
MAX_SOCKETS = 8
MAX_RECEIVE = 2048
MAX_HEX = 1400
DATA_BUFFER = 4096
FLAG_PEEK, FLAG_NOWAIT, FLAG_WAITALL, FLAG_NOTIFY = 2, 64, 256, 8192


class NordicBase(CommonModem):
    data_context = 0
    identity = {
        "+CGMI": "Nordic Semiconductor ASA",
        "+CGMM": "nRF9160-SICA",
        "+CGMR": "mfw_nrf9160_1.3.6",
    }
    defaults = {
        "echo": False,
        "payload_echo": False,
        "data_tail": b"\r\n",
        "own_address": "10.0.12.55",
    }
    unknown_command = None
    strict_numbers = True

    def start(self):
        super().start()
        self.generation = int(self.knobs.generation[1])
        self.urc_quiet_ms = 100 if self.generation == 4 else 0
        if not hasattr(self, "credentials"):
            self.credentials = {}
        self.poll_all = 0  # events asked for on sockets opened later
        self.receive_all = (0, 0)
        self.flush_ms = self.knobs.data_flush_ms
        if self.flush_ms is None:
            self.flush_ms = self.least_flush_ms()
        self._discarding = False

    def least_flush_ms(self):
        return 256 * 10000 // (self.knobs.baud or 115200) + 10

    # --- the line -------------------------------------------------------------------------
    def line_ends(self, c):
        return c == 13 and not self._quote

    def quote_after(self, before, c):
        if c == 0x22 and self.generation >= 3 and self._find_at(before) < 0:
            return False  # from 1.0.0 on what comes before AT is dropped byte by byte
        # A quotation mark that is taken back counts no more.
        return self._quote != (c == 0x22 or NordicBase.edited(self, before)[-1:] == b'"')

    def edited(self, line):
        if b"\x08" not in line and b"\x7f" not in line:
            return line
        out = []
        for c in line:
            if c == 8 or c == 0x7F:
                if out:
                    out.pop()
            else:
                out.append(c)
        return bytes(out)

    def body_of(self, line):
        at = self._find_at(line)
        if at < 0:
            if line.strip() and self.generation <= 2:
                self.emit(b"\r\nERROR\r\n")
            return None
        body = line[at + 2 :]
        if len(line) > 4096 and self.generation < 4:
            body = b"#"  # the excess is gone: whatever is left gives ERROR
        return body

    def _find_at(self, line):
        # From 1.0.0 on a filter of two states looks for AT: it swallows the second A of AAT.
        if self.generation < 3:
            return line.upper().find(b"AT")
        seen = False
        for i in range(len(line)):
            c = line[i] & 0xDF
            if seen and c == 0x54:
                return i - 1
            seen = c == 0x41 and not seen
        return -1

    def _take_line(self, data):
        rest = super()._take_line(data)
        if self.generation == 4 and len(self._line) > 8190:
            self._line, self._quote = b"", False
            self.emit(b"\r\nERROR\r\n")
            self._discarding = True
        return rest

    def framed(self, lines):
        return b"".join([b"\r\n" + line for line in lines])

    def error_text(self, code):
        return super().error_text(code if self.pending.startswith("+") else None)

    def banner(self):
        return b"INIT ERROR\r\n" if self.knobs.boot_errors else b"Ready\r\n"

    # --- sockets --------------------------------------------------------------------------
    def new_conn(self, family, kind, role, cid):
        for handle in range(MAX_SOCKETS):
            if handle not in self.conns:
                break
        else:
            raise Refused()
        conn = Conn(handle, "tcp" if kind == STREAM else "udp", 6 if family == 2 else 4)
        conn.fam, conn.type, conn.role, conn.cid = family, kind, role, cid
        conn.sec_tag, conn.verify = None, 2
        conn.options = {}
        conn.events = self.poll_all
        conn.in_told = conn.out_told = False
        conn.dead = 0  # ERR or HUP to report; told once
        conn.dead_told = False
        conn.auto, conn.auto_hex = self.receive_all
        conn.reader = None
        conn.connected = False
        if conn.kind == "udp":
            conn.link = self.net.udp(conn.family, 0)
        self.conns[handle] = conn
        return conn

    def protocol(self, conn):
        if conn.sec_tag is not None:
            return 258 if conn.type == STREAM else 273
        return {STREAM: 6, DATAGRAM: 17, RAW: 0}[conn.type]

    def close_conn(self, conn):
        conn.drop()
        self.conns.pop(conn.id, None)

    def bind_conn(self, conn, port):
        if not self.online():
            raise Refused()
        conn.local_port = port
        if conn.kind == "udp":
            conn.link.close()
            conn.link = self.net.udp(conn.family, port)

    def connect_conn(self, conn, name, port, line):
        found = self.resolve(name, conn.family)
        if not found or not self.online() or conn.link and conn.kind == "tcp":
            raise Refused()
        conn.host, conn.port = found[0], port
        if conn.sec_tag is not None and conn.kind == "udp" and self.knobs.dtls != "clear":
            raise Refused()
        if conn.kind == "udp":
            conn.connected = True
            self.info(line)
            return None
        try:
            conn.link = self.net.connect(conn.host, port, self.tls_of(conn, name))
        except NotImplementedError:
            raise Refused()
        conn.dialling, conn.serial, conn.line = True, self.serial(), line
        conn.timer = self.later(self.knobs.connect_ms, lambda: self._dial_over(conn))
        self.service()
        return WAIT if conn.dialling else DONE

    def _dial_over(self, conn):
        if conn.dialling:
            self.on_dialled(conn, False)

    def on_dialled(self, conn, good):
        self.cancel(conn.timer)
        wanted = self.still(conn.serial)
        conn.connected = good and wanted
        if not conn.connected:
            conn.link.close()
            conn.link, conn.dialling = None, False
        if wanted and good:
            self.info(conn.line)
            self.finish()
        elif wanted:
            self.fail()

    def tls_of(self, conn, name):
        if conn.sec_tag is None or self.knobs.tls == "clear":
            return None
        if self.knobs.tls == "refuse":
            raise NotImplementedError
        tag, host = conn.sec_tag, conn.options.get(2, name)
        return {
            "name": name if host == "NULL" else host,
            "verify": conn.verify != 0,
            "check_name": host != "NULL",
            "ca_file": self.knobs.tls_ca,
            "ca": self.credentials.get((tag, 0)),
            "certificate": self.credentials.get((tag, 1)),
            "key": self.credentials.get((tag, 2)),
        }

    # --- sending --------------------------------------------------------------------------
    def payload_of(self, p, at, mode):
        # Data of a command in string or hex mode.
        if not p.quoted(at):
            raise BadParameter(at)
        raw = p.bytes(at)
        if mode == 0:
            return raw
        if not raw or len(raw) > 2 * MAX_HEX:
            raise BadParameter(at)
        try:
            return from_hex(raw)
        except ValueError:
            raise BadParameter(at)

    def can_send(self, conn):
        if conn.dead or not self.online() or self.rng.chance(self.knobs.send_failure):
            return False
        return conn.kind == "udp" or (conn.connected and conn.link is not None)

    def deliver(self, conn, data, target):
        # target: (name, port), or None for the connected peer.
        if not self.can_send(conn):
            return False
        conn.out_told = False
        if conn.kind == "tcp":
            return self.push_stream(conn, data)
        if target is None:
            if not conn.connected:
                return False
            target = (conn.host, conn.port)
        found = self.resolve(target[0], conn.family)
        if found:
            self.transmit(conn, data, found[0], target[1])
        return bool(found)

    def send_now(self, name, conn, data, target, flags):
        good = self.deliver(conn, data, target)
        notify = good and flags & FLAG_NOTIFY and self.generation >= 2
        self.info(self.send_line(name, conn, 1 if notify else 0, len(data) if good else 0))
        if not good:
            raise Refused()
        if notify:
            self.later(20, lambda: self.urc("#XSENDNTF: %d,0,%d" % (conn.id, len(data))))

    def send_line(self, name, conn, r, n):
        if self.generation == 1:
            return "%s: %d,%d" % (name, conn.id, n)
        return "%s: %d,%d,%d" % (name, conn.id, r, n)

    def data_mode(self, conn, target, length=None):
        self.emit(OK)
        return self.take_data(DataMode(self, conn, target, length))

    # --- receiving ------------------------------------------------------------------------
    def wants(self, conn, host, port):
        return conn.kind != "udp" or not conn.connected or self.is_peer(conn, host, port)

    def on_data(self, conn, data, host, port):
        conn.rx.append([data, host, port])
        in_data_mode = self._sink is not None
        if in_data_mode and conn.auto & 2:
            self.emit(conn.rx.pop(0)[0])
        elif conn.reader:
            self._answer_reader(conn)
        elif conn.auto & 1:
            self._announce_later(conn)

    def _announce_later(self, conn):
        # Automatic reception comes after the #XAPOLL of the same data.
        conn.rx, waiting = [], conn.rx
        self._tell(conn, IN if conn.events & IN else 0)
        for data, host, port in waiting:
            mode = conn.auto_hex
            shown = to_hex(data, self.knobs.hex_case) if mode else data
            head = "#XRECV: %d,%d,%d" % (conn.id, mode, len(data))
            if conn.kind == "udp" and not conn.connected:
                head = '#XRECVFROM: %d,%d,%d,"%s",%d' % (conn.id, mode, len(data), host, port)
            self.ring(head, shown + b"\r\n")

    def receive(self, conn, mode, flags, seconds, limit, header):
        # header(data, host, port) gives the text of the result line.
        if conn.kind == "tcp" and not conn.connected:
            raise Refused()
        conn.options[20] = str(seconds)
        conn.reader = (mode, flags, limit, header, self.serial())
        if self._answer_reader(conn):
            return DONE
        if flags & FLAG_NOWAIT or conn.dead & ERR:
            conn.reader = None
            raise Refused()
        if seconds:
            self.later(seconds * 1000, lambda: self._reader_over(conn))
        return WAIT

    def _reader_over(self, conn):
        reader, conn.reader = conn.reader, None
        if reader and self.still(reader[4]):
            self.fail()

    def _answer_reader(self, conn):
        mode, flags, limit, header, serial = conn.reader
        whole = conn.kind == "tcp" and flags & FLAG_WAITALL
        if whole and conn.unread() < limit and not conn.ended:
            return False
        if not conn.rx and not conn.ended:
            return False
        conn.reader = None
        if not self.still(serial):
            return True
        kept = [list(item) for item in conn.rx] if flags & FLAG_PEEK else None
        data, host, port = self._read(conn, limit)
        if kept is not None:
            conn.rx = kept
        conn.in_told = False
        if data:
            self.info(header(data, host, port), to_hex(data, self.knobs.hex_case) if mode else data)
        self.finish()
        return True

    def _read(self, conn, limit):
        # The rest of a datagram longer than the read is lost.
        if conn.kind == "tcp":
            return self.read_queue(conn, limit)
        data, host, port = conn.rx.pop(0)
        return data[:limit], host, port

    def on_peer_closed(self, conn):
        conn.dead |= HUP
        if conn.reader:
            self._answer_reader(conn)

    def on_network_lost(self):
        for handle in sorted(self.conns):
            self.conns[handle].dead |= ERR

    # --- readiness ------------------------------------------------------------------------
    def service(self):
        super().service()
        for handle in sorted(self.conns):
            conn = self.conns[handle]
            if conn.events:
                self._tell(conn, self.readiness(conn))

    def readiness(self, conn):
        bits = conn.dead
        if conn.rx or conn.incoming:
            bits |= IN
        if not conn.dead and (conn.kind == "udp" or conn.connected):
            bits |= OUT
        return bits & (conn.events | ERR | HUP)

    def _tell(self, conn, bits):
        if conn.dead_told:
            return
        if conn.in_told:
            bits &= ~IN
        if conn.out_told:
            bits &= ~OUT
        if not bits:
            return
        conn.in_told = conn.in_told or bool(bits & IN)
        conn.out_told = conn.out_told or bool(bits & OUT)
        conn.dead_told = bool(bits & (ERR | HUP))
        line = "#XAPOLL: %d,%d" % (conn.id, bits)
        if self.generation == 0 and self._sink is not None:
            # The Serial LTE Modem tells nothing in data mode, and nothing of it afterwards.
            self.record.add("<", line.encode(), " (not told in data mode)")
        else:
            self.ring(line)


class DataMode:
    # Input becomes payload until `length` bytes have come, or until +++.
    def __init__(self, modem, conn, target, length):
        self.modem, self.conn, self.target = modem, conn, target
        self.left = length
        self.buffer = b""
        self.taken = b""
        self.dropping = False
        self.timer = None

    def feed(self, data):
        self.modem.cancel(self.timer)
        if self.dropping:
            return self._drop_until_mark(data)
        if self.left is None:
            return self._feed_marked(data)
        taken, rest = data[: self.left], data[self.left :]
        self.left -= len(taken)
        self._store(taken)
        if self.left == 0 and not self.dropping:
            self._end(self._flush(True))
            return rest
        return rest if self.left == 0 else b""

    def _feed_marked(self, data):
        whole = self.buffer + data
        at = whole.find(b"+++")
        if at < 0:
            self._store(data)
            return b""
        self.taken += data
        self.buffer = whole[:at]
        self._end(self._flush(True))
        return whole[at + 3 :]

    def _store(self, data):
        self.taken += data
        self.buffer += data
        if len(self.buffer) > DATA_BUFFER:
            if self.conn.kind == "udp":
                return self._fail()
            self._flush(False)
        self.timer = self.modem.later(self.modem.flush_ms, self._on_pause)

    def _on_pause(self):
        # What may be the start of +++ is payload then, unless nothing else waits.
        if self.left is not None or self.buffer.strip(b"+"):
            self._flush(False)

    def _flush(self, last):
        data, self.buffer = self.buffer, b""
        if not data or self.modem.deliver(self.conn, data, self.target):
            return True
        if not last:
            self._fail()
        return False

    def _fail(self):
        self.dropping, self.buffer = True, b""
        self.modem.emit(b"+++")

    def _drop_until_mark(self, data):
        whole = self.buffer + data
        at = whole.find(b"+++")
        if at < 0:
            self.buffer = whole[-2:]
            return b""
        self.modem.data_done(b"\r\n#XDATAMODE: -1\r\n", self.taken, " (dropped)")
        return whole[at + 3 :]

    def _end(self, good):
        final = b"\r\n#XDATAMODE: 0\r\n" if good else b"+++\r\n#XDATAMODE: -1\r\n"
        if not good and self.left is None:
            final = b"\r\n#XDATAMODE: -1\r\n"
        self.modem.data_done(final, self.taken)
