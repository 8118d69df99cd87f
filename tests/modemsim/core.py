# The part every modem shares: the byte line to the host, the life of one command,
# unsolicited lines and where they may come out, timers, restart, faults.
#
# A dialect derives from Modem.  Its `commands` maps a command name to a method
# `at_x(kind, p)`: kind is "=", "?", "=?" or "" and p the Parameters.  The method collects
# information lines with info() and returns None for OK, DONE when it has answered itself,
# WAIT when finish() or fail() will be called later, or raises Refused.
from .clock import Rng, VirtualClock
from .knobs import Knobs
from .net_memory import MemoryNet
from .record import Record, Stats
from .text import BadParameter, Parameters, to_bytes

OK = b"\r\nOK\r\n"
DONE = "done"
WAIT = "wait"

CME_TEXTS = {
    3: "operation not allowed",
    4: "operation not supported",
    10: "SIM not inserted",
    11: "SIM PIN required",
    13: "SIM failure",
    20: "memory full",
    21: "invalid index",
    22: "not found",
    23: "memory failure",
    30: "no network service",
    31: "network timeout",
    50: "incorrect parameters",
    100: "unknown",
    148: "unspecified packet domain error",
}


class Refused(Exception):
    # code: number of +CME ERROR; None = plain ERROR; bytes = this very final result.
    def __init__(self, code=None):
        super().__init__(code)
        self.code = code


class Modem:
    commands = {}
    defaults = {}  # what a knob of None means here
    wrong_parameter = 50
    unknown_command = 4
    strict_numbers = False
    urc_quiet_ms = 0  # unsolicited lines wait for so much silence of the host

    def __init__(self, knobs=None, net=None, clock=None, trace=False, log_limit=2000):
        self.knobs = knobs or Knobs()
        self.net = net or MemoryNet()
        self.clock = clock or VirtualClock()
        self.net.attach(self.clock)
        self.rng = Rng(self.knobs.seed)
        self.record = Record(log_limit, trace)
        self.stats = Stats()
        self.rules = []  # see inject() and fault()
        self.idle = None  # called while the modem waits: single-threaded peers run here
        self._sent_total = 0
        self._reset_at = self.knobs.reset_at_byte
        self._line_free = 0  # when the last paced byte towards the host has left
        self._in_free = 0
        self._out = b""
        self._power_on()

    def knob(self, name):
        value = getattr(self.knobs, name)
        return self.defaults.get(name) if value is None else value

    def _power_on(self):
        self._timers = []
        self._line = b""
        self._quote = False
        self._sink = None
        self._skip_lf = False
        self._prompted = False  # the prompt is out and no payload has come yet
        self._busy = False
        self._held_input = b""
        self._infos = []
        self._damage = None  # what a fault does to the answer of the running command
        self._cut = False  # the answer has been cut off by a restart that is due now
        self._urcs = []
        self._urc_since = 0
        self._urc_due = None  # when held lines may come out
        self._deaf_until = 0
        self._last_input = 0
        self._last_final = -1000000
        self._lose = self.knobs.lose_first
        self._serial = 0  # names the running command: an aborted one must not answer
        self.pending = ""
        self.echo = bool(self.knob("echo"))
        self.cmee = self.knobs.cmee
        self.start()

    def start(self):
        # Dialects set their volatile state here.
        pass

    # --- input from the host --------------------------------------------------------------
    def feed(self, data):
        self.stats.host_bytes += len(data)
        if self.knobs.baud:
            begin = max(self._in_free, self.clock.now())
            self._in_free = begin + len(data) * 10000 / self.knobs.baud
            self.later(self._in_free - self.clock.now(), lambda: self._take_in(data))
        else:
            self._take_in(data)

    def _take_in(self, data):
        now = self.clock.now()
        self._last_input = now
        if self._lose:
            lost = min(self._lose, len(data))
            data, self._lose = data[lost:], self._lose - lost
        while data and now >= self._deaf_until:
            if self._sink:
                if self._skip_lf:
                    self._skip_lf = False
                    data = data[1:] if data[:1] == b"\n" else data
                self._prompted = False
                data = self._sink.feed(data)
            elif self._busy and self.knobs.while_busy == "abort" and b"\r" in data:
                data = data[data.find(b"\r") + 1 :]
                self._serial += 1
                self.fail()
            elif self._busy:
                self._held_input += data
                return
            else:
                data = self._take_line(data)

    def _take_line(self, data):
        # Collect up to the terminator; what follows it is given back.
        for i in range(len(data)):
            c = data[i]
            if self.line_ends(c):
                line, self._line, self._quote = self._line + data[:i], b"", False
                line = self.edited(line)
                if line:
                    self._on_line(line)
                elif self.echo and c == 13:
                    self.emit(b"\r", log=False)
                return data[i + 1 :]
            if c in (0x22, 8, 0x7F):
                self._quote = self.quote_after(self._line + data[:i], c)
        self._line += data
        return b""

    def quote_after(self, before, c):
        # Whether a quote is open behind a quotation mark or a backspace.
        return self._quote != (c == 0x22)

    def line_ends(self, c):
        return c == 13

    def edited(self, line):
        # LF is no part of a command; backspace takes the previous character back.
        if b"\x08" not in line:
            return line.replace(b"\n", b"")
        out = []
        for c in line:
            if c == 8:
                if out:
                    out.pop()
            elif c != 10:
                out.append(c)
        return bytes(out)

    # --- the life of a command ------------------------------------------------------------
    def _on_line(self, line):
        self.record.add(">", line + b"\r")
        if self.echo:
            self.emit(line + b"\r", log=False)
        body = self.body_of(line)
        if body is None or self.clock.now() - self._last_final < self.knobs.command_gap_ms:
            return
        self._busy = True
        self._serial += 1
        self._infos = []
        self.pending = self.name_of(body)
        self.stats.command(self.pending)
        latency = self.knobs.latency_ms
        if isinstance(latency, dict):
            latency = latency.get(self.pending, latency.get("", 0))
        if latency:
            serial = self._serial
            self.later(latency, lambda: self.still(serial) and self._execute(body))
        else:
            self._execute(body)

    def body_of(self, line):
        # What follows AT, or None when the line is none for the modem.
        at = line.upper().find(b"AT")
        if at < 0:
            if self.knob("junk") == "error":
                self.emit(b"\r\nERROR\r\n")
            return None
        return line[at + 2 :]

    def name_of(self, body):
        for i in range(len(body)):
            if body[i] == 0x3D or body[i] == 0x3F:
                return body[:i].upper().decode()
        if body[:1].isalpha() or body[:1] == b"&":
            end = 1
            while end < len(body) and body[end : end + 1].isalpha():
                end += 1
            return body[:end].upper().decode()
        return str(body.upper(), "utf-8") if _is_ascii(body) else ""

    def _execute(self, body):
        self._body = body
        if not self._faulted():
            self._run(body)

    def _run(self, body):
        name = self.pending
        method = self.commands.get(name)
        rest = body[len(name) :]
        kind = "=" if rest[:1] == b"=" else ""
        if rest in (b"?", b"=?"):
            kind = rest.decode()
        parameters = Parameters(rest[1:] if kind == "=" else b"", self.strict_numbers)
        parameters.tail = rest
        try:
            if not name and not rest:
                result = None
            elif method is None:
                raise Refused(self.unknown_command)
            else:
                result = getattr(self, method)(kind, parameters)
            if result is None:
                self.finish()
        except BadParameter:
            self.fail(self.wrong_parameter)
        except Refused as refusal:
            self.fail(refusal.code)

    def serial(self):
        # Keep it over a wait and ask still() before answering.
        return self._serial

    def still(self, serial):
        return self._busy and self._serial == serial

    def info(self, text, data=None, tail=None):
        # One information line; with data: a header, the raw bytes, what comes before OK.
        line = to_bytes(text) + b"\r\n"
        if data is not None:
            line += data + (self.knob("data_tail")[:-2] if tail is None else tail)
        self._infos.append(line)

    def framed(self, lines):
        # One leading CR LF, then each line with its own end.
        return b"\r\n" + b"".join(lines) if lines else b""

    def finish(self, final=OK):
        lines, self._infos = self._infos, []
        if lines:
            self._release_urcs("before_info")
            self.emit(self.framed(lines))
        if final:
            self._release_urcs("before_final")
            self.emit(final)
            self._last_final = self.clock.now()
        self._end_command()

    def fail(self, code=None):
        self.finish(self.error_text(code))

    def error_text(self, code):
        if isinstance(code, bytes):
            return b"\r\n" + code + b"\r\n"
        if code is None or self.cmee == 0:
            return b"\r\nERROR\r\n"
        if self.cmee == 2:
            code = CME_TEXTS.get(code, "unknown")
        return b"\r\n+CME ERROR: " + str(code).encode() + b"\r\n"

    def _end_command(self):
        self._busy = False
        self._damage = None
        self.pending = ""
        held, self._held_input = self._held_input, b""
        if self._sink:
            self._take_in(held)
        elif held.strip():
            self.record.add(">", held, " (lost: a command was running)")
        self._flush_urcs()

    def ask_data(self, sink):
        # Write the prompt and route what follows to the sink, from the CR on.
        self._release_urcs("before_prompt")
        self.emit(self.knobs.prompt)
        self._prompted = True
        return self.take_data(sink)

    def take_data(self, sink):
        self._sink = sink
        self._skip_lf = not self.knobs.lf_is_payload
        held, self._held_input = self._held_input, b""
        self._busy = True
        if held:
            self._take_in(held)
        return DONE

    def echoes_payload(self):
        return self.echo and self.knob("payload_echo")

    def data_done(self, final, data, note=""):
        # A data phase has ended; the command ends with `final`.
        self.record.add(">", data, note)
        self.stats.data_phases += 1
        self._sink = None
        self.finish(final)

    # --- output to the host ---------------------------------------------------------------
    def emit(self, data, log=True):
        if self._cut:
            return
        if self._damage:
            data = self._damage(data)
        if log:
            self.record.add("<", data)
        if not self._out:
            self._line_free = max(self._line_free, self.clock.now())
        self._sent_total += len(data)
        if self._reset_at is not None and self._sent_total >= self._reset_at:
            keep = len(data) - (self._sent_total - self._reset_at)
            self._reset_at = None
            self._out += data[:keep]
            self._cut = True
            self.later(0, self.reset)
            return
        self._out += data

    def _sendable(self):
        if not self._out or not self.knobs.baud:
            return len(self._out)
        free = (self.clock.now() - self._line_free) * self.knobs.baud / 10000
        return min(len(self._out), int(free + 0.001))

    def pending_output(self):
        # Bytes that the modem has said, also those that are not through the line yet.
        return len(self._out)

    def any(self):
        self.poll()
        return self._sendable()

    def take(self, limit=None):
        # The next piece of output, cut as the knob `chunk` says.
        count = self._sendable()
        if limit is not None:
            count = min(count, limit)
        if self.knobs.chunk == "byte":
            count = min(count, 1)
        elif self.knobs.chunk == "random" and count > 1:
            count = 1 + self.rng.below(min(count, 64))
        data, self._out = self._out[:count], self._out[count:]
        if self.knobs.baud:
            self._line_free += count * 10000 / self.knobs.baud
        self.stats.modem_bytes += count
        return data

    # --- unsolicited lines ----------------------------------------------------------------
    def urc(self, text, data=None):
        line = b"\r\n" + to_bytes(text) + b"\r\n"
        if data is not None:
            line += data
        self.urc_bytes(line)

    def urc_bytes(self, raw):
        if not self._urcs:
            self._urc_since = self.clock.now()
        self.stats.urcs += 1
        self._urcs.append(raw)
        self._flush_urcs()

    def ring(self, text, data=None):
        # An announcement of data: the one kind that may get lost or doubled.
        if self.rng.chance(self.knobs.drop_ring):
            self.record.add("<", to_bytes(text), " (ring dropped)")
            return
        self.urc(text, data)
        if self.rng.chance(self.knobs.duplicate_ring):
            self.urc(text, data)

    def urcs_allowed(self):
        idle = not self._busy and self._sink is None
        return idle or (self._prompted and self.knobs.urc_point == "after_prompt")

    def _release_urcs(self, point):
        for rule in [r for r in self.rules if r[0] == "inject" and r[2] == point]:
            if self.pending.startswith(rule[1]):
                self.rules.remove(rule)
                self.emit(rule[3])
        if self.knobs.urc_point == point:
            self._urcs_out(point)

    def _urcs_out(self, point):
        raw, self._urcs = b"".join(self._urcs), []
        if raw:
            self.stats.urc_came(point)
            self.emit(raw)

    def _flush_urcs(self):
        self._urc_due = None
        if not self._urcs or not self.urcs_allowed():
            return
        free = self.knobs.urc_point == "between" or self._prompted
        hold = 0 if free else self.knobs.urc_hold_ms
        due = max(self._urc_since + hold, self._last_input + self.urc_quiet_ms)
        if due <= self.clock.now():
            self._urcs_out("after_prompt" if self._prompted else "between")
        else:
            self._urc_due = due

    # --- faults ---------------------------------------------------------------------------
    def inject(self, raw, point=None, command=""):
        # Put bytes on the line: now, or once at a point ("before_info", "before_final",
        # "before_prompt") of the next command whose name starts with `command`.
        if point is None:
            self.emit(raw)
        else:
            self.rules.append(("inject", command, point, raw))

    def fault(self, command, action, times=1):
        # For the next `times` commands whose name starts with `command`.  action: a number
        # (+CME ERROR), None (ERROR), the exact bytes to answer, "silent", "reset",
        # "garbage" (noise before the answer), "garbled" (noise in it), ("cut", n): only its
        # first n bytes, ("late", ms).
        self.rules.append(["fault", command, action, times])

    def _faulted(self):
        k = self.knobs
        for rule in self.rules:
            if rule[0] == "fault" and self.pending.startswith(rule[1]):
                rule[3] -= 1
                if rule[3] <= 0:
                    self.rules.remove(rule)
                return self._act(rule[2])
        for rate, action in (
            (k.silent_rate, "silent"),
            (k.reset_rate, "reset"),
            (k.cme_rate, k.cme_code),
            (k.garbage_rate, "garbage"),
        ):
            if rate and self.rng.chance(rate):
                return self._act(action)
        return False

    def _act(self, action):
        # True when the command is not executed any more.
        if action == "garbage":
            noise = bytes([33 + self.rng.below(90) for _ in range(self.rng.below(20) + 1)])
            self.emit(b"\r\n" + noise + b"\r\n")
            return False
        if action == "garbled":
            self._damage = self._garble
            return False
        if isinstance(action, tuple) and action[0] == "cut":
            self._damage = _cutter(action[1])
            return False
        if isinstance(action, tuple):
            serial, body = self._serial, self._body
            self.later(action[1], lambda: self.still(serial) and self._run(body))
            return True
        if action == "silent":
            self.finish(b"")
        elif action == "reset":
            self.reset()
        elif isinstance(action, bytes):
            self.emit(action)
            self.finish(b"")
        else:
            self.fail(action)
        return True

    def reset_after(self, count):
        # Restart when `count` more bytes have gone to the host, in the middle of anything.
        self._reset_at = self._sent_total + count

    def _garble(self, data):
        # One byte in eight changes, one in sixteen gets lost.
        out = []
        for c in data:
            dice = self.rng.below(16)
            if dice:
                out.append(c ^ (1 + self.rng.below(255)) if dice < 3 else c)
        return bytes(out)

    # --- restart --------------------------------------------------------------------------
    def reset(self):
        self.stats.resets += 1
        self.close_all()
        self._power_on()
        self._deaf_until = self.clock.now() + self.knobs.boot_ms
        self.later(self.knobs.boot_ms, lambda: self.emit(self.banner()))

    def banner(self):
        return b"\r\nOK\r\n"

    def close_all(self):
        # Dialects drop every socket without a word to the host.
        pass

    # --- time -----------------------------------------------------------------------------
    def later(self, ms, function):
        # Call the function after `ms`; a restart forgets all of them.
        due = self.clock.now() + ms
        i = len(self._timers)
        while i and self._timers[i - 1][0] > due:
            i -= 1
        timer = [due, function]
        self._timers.insert(i, timer)
        return timer

    def cancel(self, timer):
        if timer in self._timers:
            self._timers.remove(timer)

    def service(self):
        # Dialects look after their sockets here.
        pass

    def poll(self):
        self.net.poll()
        now = self.clock.now()
        timers = self._timers
        while timers and timers[0][0] <= now:
            timers.pop(0)[1]()
            timers = self._timers
        self.service()
        self._flush_urcs()

    def next_event(self):
        due = [t for t in (self.net.next_due(), self._urc_due) if t is not None]
        if self._timers:
            due.append(self._timers[0][0])
        return min(due) if due else None

    def next_due(self):
        due = self.next_event()
        if self._out and self.knobs.baud:
            byte = self._line_free + 10000 / self.knobs.baud
            due = byte if due is None else min(due, byte)
        return due

    def pass_time(self, ms):
        # In virtual time: what falls due meanwhile happens when it is due, not at the end.
        end = self.clock.now() + ms
        due = self.next_event()
        while due is not None and self.clock.now() < due < end:
            self.clock.sleep(due - self.clock.now(), self.net)
            self.poll()
            due = self.next_event()
        self.clock.sleep(end - self.clock.now(), self.net)

    def wait(self, ms):
        # Until there is output, or the time is over; True in the first case.
        end = self.clock.now() + ms
        while True:
            if self.any():
                return True
            now = self.clock.now()
            if now >= end:
                return False
            due = self.next_due()
            if self.idle:
                self.idle()
            left = end - now if due is None else min(end - now, max(due - now, 0))
            self.clock.sleep(left, self.net, self.idle)

    # --- the dialogue so far --------------------------------------------------------------
    @property
    def log(self):
        return self.record.readable()


def _cutter(count):
    left = [count]

    def cut(data):
        data = data[: left[0]]
        left[0] -= len(data)
        return data

    return cut


def _is_ascii(data):
    for c in data:
        if c > 127:
            return False
    return True
