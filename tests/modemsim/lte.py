# Pycom's network.LTE: a modem behind send_at_cmd(), with the firmware's own framing
# (legacy-api.md 3.1, at-dialects.md 3.7).
#
#   lte = LTE(knobs=Knobs(...), net=RealNet(map={...}), time_scale=0.05)
#   lte.send_at_cmd("AT+CEREG?")
from .clock import RealClock, VirtualClock
from .knobs import Knobs
from .net_memory import MemoryNet
from .sequans import SequansModem

ENDS = (b"\r\nOK\r\n", b"\r\nERROR\r\n", b"+SYSSTART", b"\r\nCONNECT\r\n")


class Framing:
    # What the firmware does around the wire; the defaults are a current Pycom firmware.
    flush = True  # text waiting before a command is thrown away
    first_byte_ms = 9500
    grace_ms = 26  # text within this time after the end is returned with it
    silence_ms = 1000  # a reply that ends otherwise is returned after this silence
    nul_cut = True
    argument_limit = 124
    over_limit = "chunk"  # "chunk", "stale" (ignored, previous reply again), "error"
    keyword = "timeout"  # keyword-only `timeout`; "delay": also positional; None: neither
    refuse_bytearray = True
    slice_size = 2046
    slices = "joined"  # "pieces": the rest waits for the next Pycom_Dummy
    quiet_start = True  # ATE0 and AT+CEREG=1 at start, as the firmware does

    def __init__(self, **changes):
        for name in changes:
            if not hasattr(type(self), name):
                raise TypeError("no such framing switch: " + name)
            setattr(self, name, changes[name])


class LTE:
    # net: RealNet (default, with `map`) or MemoryNet (virtual time).
    # time_scale: 0.05 makes every wait twenty times shorter.
    # fast: virtual time with real sockets; their peers get `patience_ms` each time.
    # modem: a ready one of any dialect instead.
    def __init__(
        self,
        knobs=None,
        net=None,
        map=None,
        time_scale=1.0,
        fast=False,
        patience_ms=50,
        trace=False,
        framing=None,
        modem=None,
        log_limit=2000,
    ):
        if modem is None:
            if net is None:
                from .net_real import RealNet

                net = RealNet(map)
            if isinstance(net, MemoryNet):
                clock = VirtualClock()
            else:
                clock = VirtualClock(patience_ms) if fast else RealClock(time_scale)
            modem = SequansModem(knobs or Knobs(), net, clock, False, log_limit)
        self.modem = modem
        self.framing = framing or Framing()
        self.ready = True
        self.ppp = False
        self._previous = ""
        self._rest = b""
        if self.framing.quiet_start:
            self._start()
        self.trace = trace

    def _start(self):
        for command in (b"ATE0\r", b"AT+CEREG=1\r"):
            self.modem.feed(command)
            self._collect(self.framing.first_byte_ms)
        self.modem.stats.clear()
        self.modem.record.entries = []

    # --- send_at_cmd ----------------------------------------------------------------------
    def send_at_cmd(self, *args, **keywords):
        command, timeout = self._arguments(args, keywords)
        if not self.ready:
            raise OSError("LTE modem not initialized")
        if self.ppp:
            raise OSError("LTE modem is in data state, cannot send AT commands")
        data = command if isinstance(command, bytes) else command.encode()
        limit = self.framing.argument_limit
        if limit and len(data) > limit and self.framing.over_limit != "chunk":
            if self.framing.over_limit == "error":
                raise OSError("AT command too long")
            return self._previous
        if b"Pycom_Dummy" in data:
            reply = self._listen(timeout)
        else:
            reply = self._command(data, timeout, limit)
        self._previous = self._text(reply)
        return self._previous

    def _arguments(self, args, keywords):
        rule = self.framing.keyword
        positional = 2 if rule == "delay" else 1
        if len(args) > positional or not args:
            raise TypeError("function expected at most %d arguments" % positional)
        for name in keywords:
            if name != rule:
                raise TypeError("extra keyword arguments given")
        command = args[0]
        if isinstance(command, bytearray) and self.framing.refuse_bytearray:
            raise TypeError("can't convert 'bytearray' object to str implicitly")
        if not isinstance(command, (str, bytes, bytearray)):
            raise TypeError("AT command must be a string")
        if not command:
            raise ValueError("the command must be specified!")
        if isinstance(command, bytearray):
            command = bytes(command)
        timeout = args[1] if len(args) > 1 else keywords.get(rule, None)
        return command, self.framing.first_byte_ms if timeout is None else timeout

    def _listen(self, timeout):
        if self._rest:
            return self._sliced(b"")
        return self._sliced(self._collect(timeout))

    def _command(self, data, timeout, limit):
        modem = self.modem
        if self.framing.flush:
            self._rest = b""
            modem.poll()
            lost = self._drain()
            if lost:
                modem.record.add("<", b"", "(%d bytes thrown away by send_at_cmd)" % len(lost))
        for at in range(0, len(data), limit or len(data)):
            modem.feed(data[at : at + (limit or len(data))])
        if data != b"+++":
            modem.feed(b"\r")
        return self._sliced(self._collect(timeout))

    def _drain(self):
        data = b""
        while self.modem.any():
            data += self.modem.take()
        return data

    def _collect(self, timeout):
        # The firmware's reading loop.
        modem, framing = self.modem, self.framing
        if not modem.wait(timeout):
            return b""
        reply = b""
        while True:
            reply += self._drain()
            if _ended(reply):
                if not modem.wait(framing.grace_ms):
                    return reply
            elif not modem.wait(framing.silence_ms):
                return reply

    def _sliced(self, reply):
        if self.framing.slices == "joined":
            return reply
        whole = self._rest + reply
        self._rest = whole[self.framing.slice_size :]
        return whole[: self.framing.slice_size]

    def _text(self, reply):
        if self.framing.nul_cut and b"\x00" in reply:
            reply = reply[: reply.find(b"\x00")]
        try:
            return reply.decode()
        except UnicodeError:
            return "".join([chr(c) for c in reply])

    # --- the rest of network.LTE that scripts use -----------------------------------------
    def init(self, **options):
        self.ready = True

    def deinit(self, **options):
        self.ready = self.ppp = False

    def attach(self, **options):
        if self.modem.cfun != 1:
            self.modem.cfun = 1
            self.modem._register()

    def detach(self, **options):
        self.modem.cfun = 4
        self.modem.set_registration(0)

    dettach = detach

    def isattached(self):
        self.modem.poll()
        return self.modem.online()

    def connect(self, **options):
        self.ppp = True

    def disconnect(self, **options):
        self.ppp = False

    pppsuspend = disconnect
    pppresume = connect

    def isconnected(self):
        return self.ppp

    def imei(self):
        return self.modem.knobs.imei

    def reset(self):
        self.modem.reset()

    def close(self):
        # Let go of the host's sockets behind the modem.
        self.modem.close_all()

    # --- for the test ---------------------------------------------------------------------
    @property
    def trace(self):
        return self.modem.record.trace

    @trace.setter
    def trace(self, wanted):
        self.modem.record.trace = wanted

    @property
    def log(self):
        return self.modem.log

    @property
    def stats(self):
        return self.modem.stats

    @property
    def knobs(self):
        return self.modem.knobs

    @property
    def idle(self):
        return self.modem.idle

    @idle.setter
    def idle(self, function):
        self.modem.idle = function


def _ended(reply):
    for end in ENDS:
        if end in reply:
            return True
    return False
