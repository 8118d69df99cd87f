# Commands every cellular modem has (3GPP TS 27.007 and V.250; at-dialects.md 1.3), network
# registration, and the sockets' plumbing that all dialects share.
from .addresses import family_of, same_address
from .core import DONE, WAIT, Modem, Refused
from .dns import addresses_of, answer

REGISTERED = (1, 5, 9, 10)


class Conn:
    # One socket of the modem.  rx: list of [data, host, port]; a stream keeps one queue.
    def __init__(self, number, kind="udp", family=4):
        self.id, self.kind, self.family = number, kind, family
        self.state = 0
        self.link = None  # end point of the network below
        self.listener = None
        self.incoming = []  # accepted below, not yet by the host: (stream, host, port)
        self.host, self.port, self.local_port = "", 0, 0
        self.rx = []
        self.sent = self.received = 0
        self.ended = False  # the peer has closed
        self.used = 0  # time of the last traffic
        self.dialling = False
        self.paused = False

    def unread(self):
        return sum([len(item[0]) for item in self.rx])

    def drop(self):
        if self.link:
            self.link.close()
            self.link = None
        if self.listener:
            self.listener.close()
            self.listener = None
        for stream, _, _ in self.incoming:
            stream.close()
        self.incoming = []
        self.dialling = False


class CommonModem(Modem):
    identity = {"+CGMI": "Modem", "+CGMM": "Model", "+CGMR": "1.0"}
    ati = "Modem"
    data_context = 1  # the one that the sockets use
    commands = {
        "E": "at_echo",
        "V": "at_fine",
        "Z": "at_fine",
        "&F": "at_fine",
        "I": "at_information",
        "+CMEE": "at_cmee",
        "+CGMI": "at_identity",
        "+CGMM": "at_identity",
        "+CGMR": "at_identity",
        "+CGSN": "at_serial",
        "+CFUN": "at_cfun",
        "+CPIN": "at_cpin",
        "+CEREG": "at_cereg",
        "+CGATT": "at_cgatt",
        "+CGDCONT": "at_cgdcont",
        "+CGACT": "at_cgact",
        "+CGPADDR": "at_cgpaddr",
        "+CGCONTRDP": "at_cgcontrdp",
        "+CGPIAF": "at_fine",
        "+CPSMS": "at_fine",
        "+CEDRXS": "at_fine",
        "+CSQ": "at_csq",
        "+CESQ": "at_cesq",
        "+COPS": "at_cops",
        "+IPR": "at_ipr",
        "+IFC": "at_fine",
        "+CSCON": "at_fine",
    }

    # --- state ----------------------------------------------------------------------------
    def start(self):
        k = self.knobs
        self.cfun = k.cfun
        self.pin_given = False
        self.attach_wanted = k.attached
        self.cereg = 0
        self.stat = 0
        if not hasattr(self, "contexts"):
            self.contexts = {self.data_context: ("IPV4V6", k.apn)}
        self.conns = {}
        if self.cfun == 1:
            self._register()

    def _register(self):
        if self.knobs.sim != "READY" and not self.pin_given:
            return
        if self.knobs.registration_ms:
            self.set_registration(2)
            target = self.knobs.registration
            self.later(self.knobs.registration_ms, lambda: self.set_registration(target))
        else:
            self.set_registration(self.knobs.registration)

    def set_registration(self, stat):
        # Also the test's way to take the network away (0, 2, 3) and to give it back (1, 5).
        if stat == self.stat:
            return
        had = self.stat in REGISTERED
        self.stat = stat
        if self.cereg:
            self.urc("+CEREG: " + self._place(stat))
        if had and stat not in REGISTERED and stat != 80:
            self.on_network_lost()

    def _place(self, stat):
        if self.cereg >= 2 and stat in REGISTERED:
            return '%d,"2A01","0112B30C",%d' % (stat, 7)
        return str(stat)

    def on_network_lost(self):
        pass

    def served(self):
        # Whether the network knows the access point name.
        apns = self.knobs.apns
        return apns is None or self.contexts.get(self.data_context, ("", ""))[1] in apns

    def online(self):
        return self.cfun == 1 and self.stat in REGISTERED and self.attach_wanted and self.served()

    def own_address(self, family):
        if family == 6:
            return self.knobs.own_address6
        return self.knob("own_address")

    def close_all(self):
        for number in list(self.conns):
            self.conns.pop(number).drop()

    # --- commands -------------------------------------------------------------------------
    def at_fine(self, kind, p):
        pass

    def at_echo(self, kind, p):
        self.echo = p.tail != b"0"

    def at_information(self, kind, p):
        for line in self.ati.split("\n"):
            self.info(line)

    def at_cmee(self, kind, p):
        if kind == "?":
            self.info("+CMEE: %d" % self.cmee)
        elif kind == "=":
            self.cmee = p.int(0, 0, 2)

    def at_identity(self, kind, p):
        self.info(self.identity[self.pending])

    def at_serial(self, kind, p):
        if kind == "=" and p.int(0) == 1:
            self.info('+CGSN: "%s"' % self.knobs.imei)
        else:
            self.info(self.knobs.imei)

    def at_cfun(self, kind, p):
        if kind == "?":
            self.info("+CFUN: %d" % self.cfun)
        elif kind == "=":
            level = p.int(0, 0, 4)
            if p.int(1, 0, 1, 0) == 1:
                self.finish()
                self.restart()
                return DONE
            before, self.cfun = self.cfun, level
            if level == 1 and before != 1:
                self._register()
            elif level != 1:
                self.set_registration(0)

    def restart(self):
        self.reset()

    def at_cpin(self, kind, p):
        sim = self.knobs.sim
        if sim is None or self.cfun == 0:
            raise Refused(10)
        if kind == "=":
            if len(p.text(0)) < 4:
                raise Refused(16)
            self.pin_given = True
            if self.cfun == 1:
                self._register()
        else:
            self.info("+CPIN: " + ("READY" if self.pin_given else sim))

    def at_cereg(self, kind, p):
        if kind == "?":
            self.info("+CEREG: %d,%s" % (self.cereg, self._place(self.stat)))
        elif kind == "=":
            self.cereg = p.int(0, 0, 5)

    def at_cgatt(self, kind, p):
        if kind == "?":
            self.info("+CGATT: %d" % self.online())
        elif kind == "=":
            self.attach_wanted = p.int(0, 0, 1) == 1
            if not self.attach_wanted:
                self.set_registration(0)  # in EPS who is detached is not registered either (TS 24.301 5.1.3)
                return None
            if self.stat == 0 and self.cfun == 1:
                self._register()
            if self.stat not in REGISTERED and self.knobs.registration_ms:
                serial = self.serial()
                self.later(self.knobs.registration_ms, lambda: self.still(serial) and self._attached())
                return WAIT
            if not self.online():
                raise Refused(self._no_service())
        return None

    def _attached(self):
        # AT+CGATT=1 ends when the search has.
        if self.online():
            self.finish()
        else:
            self.fail(self._no_service())

    def _no_service(self):
        return 30 if self.served() else 148

    def at_cgdcont(self, kind, p):
        if kind == "?":
            for cid in sorted(self.contexts):
                kind_of, apn = self.contexts[cid]
                self.info('+CGDCONT: %d,"%s","%s","",0,0' % (cid, kind_of, apn))
        elif kind == "=":
            cid = p.int(0, 0, 16)
            if p.count() == 1:
                self.contexts.pop(cid, None)
            else:
                self.contexts[cid] = (p.text(1), p.text(2, ""))

    def at_cgact(self, kind, p):
        if kind == "?":
            for cid in sorted(self.contexts):
                self.info("+CGACT: %d,%d" % (cid, self.online()))
        elif not self.online():
            raise Refused(self._no_service())

    def at_cgpaddr(self, kind, p):
        cid = p.int(0, 0, 16) if kind == "=" else self.data_context
        if self.online() and cid == self.data_context:
            self.info('+CGPADDR: %d,"%s","%s"' % (cid, self.own_address(4), self.own_address(6)))
        else:
            self.info("+CGPADDR: %d" % cid)

    def at_cgcontrdp(self, kind, p):
        # Context, bearer, name, address with mask, gateway, name servers (TS 27.007 10.1.23).
        if kind == "=" and p.int(0, 0, 16) == self.data_context and self.online():
            given = self.data_context, self.contexts[self.data_context][1], self.own_address(4)
            self.info('+CGCONTRDP: %d,5,"%s","%s.255.255.255.252","","%s"' % (given + (self.knobs.name_server,)))

    def at_csq(self, kind, p):
        self.info("+CSQ: %d,99" % (self.knobs.rssi if self.cfun == 1 else 99))

    def at_cesq(self, kind, p):
        if self.online():
            self.info("+CESQ: 99,99,255,255,%d,%d" % (20, 30 + self.knobs.rssi))
        else:
            self.info("+CESQ: 99,99,255,255,255,255")

    def at_cops(self, kind, p):
        if kind == "?":
            self.info('+COPS: 0,0,"Example Mobile",7' if self.online() else "+COPS: 0")
        elif kind == "=?":
            self.info('+COPS: (2,"Example Mobile","EXM","00101",7),,(0-4),(0-2)')

    def at_ipr(self, kind, p):
        if kind == "?":
            self.info("+IPR: %d" % (self.knobs.baud or 115200))
        elif kind == "=":
            rate = p.int(0, 0, 4000000)
            self.finish()
            if self.knobs.baud and rate:
                self.knobs.baud = rate
            return DONE

    # --- sockets: out ---------------------------------------------------------------------
    def resolve(self, name, family=0):
        # Address texts of a name or a literal, [] when there is none.
        if family_of(name):
            return [name] if family in (0, family_of(name)) else []
        if self.knobs.dns_failure or not self.online():
            return []
        known = addresses_of(self.knobs.hosts, name, family)
        if known is None:
            system = self.knobs.hosts is None  # a given table is the whole name server
            known = [a for a in self.net.lookup(name, system) if family in (0, family_of(a))]
        return known

    def transmit(self, conn, data, host, port):
        # One datagram out.
        conn.sent += len(data)
        conn.used = self.clock.now()
        if port == 53 and self.knobs.dns_port_answered and self.knobs.hosts:
            self._answer_name(conn, data, host)
        elif not self.rng.chance(self.knobs.udp_loss_out):
            conn.link.sendto(data, host, port)

    def _answer_name(self, conn, data, host):
        reply = None if self.knobs.dns_failure else answer(data, self.knobs.hosts)
        if reply:
            self.later(self.knobs.net_delay_ms, lambda: self._arrived(conn, reply, host, 53))

    def push_stream(self, conn, data):
        # Bytes of a stream out, whole; False when the connection is gone.
        end = self.clock.now() + 30000
        try:
            while data:
                sent = conn.link.send(data)
                data = data[sent:]
                conn.sent += sent
                if data and not sent:
                    if self.idle:
                        self.idle()
                    self.net.wait(1)
                    if self.clock.now() > end:
                        return False
        except OSError:
            return False
        conn.used = self.clock.now()
        return True

    # --- sockets: in ----------------------------------------------------------------------
    def service(self):
        for number in sorted(self.conns):
            conn = self.conns.get(number)
            if conn is None:
                continue
            if conn.dialling:
                self._service_dial(conn)
            elif conn.listener:
                self._service_listener(conn)
            elif conn.link and conn.kind == "udp":
                self._service_datagrams(conn)
            elif conn.link and not conn.ended:
                self._service_stream(conn)

    def _service_dial(self, conn):
        state = conn.link.progress()
        if state == "open":
            conn.dialling = False
            self.on_dialled(conn, True)
        elif state == "failed":
            conn.dialling = False
            self.on_dialled(conn, False)

    def _service_listener(self, conn):
        while conn.listener and len(conn.incoming) < self.backlog(conn):
            got = conn.listener.accept()
            if got is None:
                return
            self.on_incoming(conn, got[0], got[1], got[2])

    def backlog(self, conn):
        return 1

    def _service_datagrams(self, conn):
        while conn.link:
            got = conn.link.recvfrom()
            if got is None:
                return
            if self.rng.chance(self.knobs.udp_loss_in):
                continue
            copies = 2 if self.rng.chance(self.knobs.udp_duplicate_in) else 1
            for _ in range(copies):
                self._delayed(conn, got[0], got[1], got[2])

    def _delayed(self, conn, data, host, port):
        if self.knobs.net_delay_ms:
            self.later(
                self.knobs.net_delay_ms,
                lambda: self._arrived(conn, data, host, port),
            )
        else:
            self._arrived(conn, data, host, port)

    def _service_stream(self, conn):
        while conn.link and not conn.ended:
            full = conn.unread() >= self.knobs.rx_limit
            if full != conn.paused:
                conn.paused = full
                conn.link.watch(not full)
            if full:
                return
            data = conn.link.recv(self.knobs.segment)
            if data is None:
                return
            if not data:
                conn.ended = True
                conn.link.watch(False)
            self._delayed(conn, data, conn.host, conn.port)

    def _arrived(self, conn, data, host, port):
        # Datagram, stream segment, or b"" for the end of a stream.
        if self.conns.get(conn.id) is not conn:
            return
        conn.used = self.clock.now()
        if conn.kind != "udp" and not data:
            self.on_peer_closed(conn)
        elif self.wants(conn, host, port):
            conn.received += len(data)
            self.on_data(conn, data, host, port)

    def wants(self, conn, host, port):
        return True

    def is_peer(self, conn, host, port):
        return conn.port == port and same_address(conn.host, host)

    # --- sockets: reading the queue -------------------------------------------------------
    def read_queue(self, conn, limit, join=False):
        # Up to `limit` bytes of the first datagram (or of the stream): (data, host, port).
        if self.knobs.short_read:
            limit = min(limit, self.knobs.short_read)
        data, host, port = b"", "", 0
        while conn.rx and len(data) < limit:
            item = conn.rx[0]
            host, port = item[1], item[2]
            room = limit - len(data)
            data += item[0][:room]
            item[0] = item[0][room:]
            if not item[0]:
                conn.rx.pop(0)
            if conn.kind == "udp" and not join:
                break
        return data, host, port


def merged(table, more):
    out = dict(table)
    out.update(more)
    return out
