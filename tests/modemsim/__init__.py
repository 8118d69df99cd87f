"""A simulated cellular modem: AT commands on one side, sockets on the other.

It runs under CPython and under MicroPython's unix port and is written from the protocol
description alone, sharing nothing with the engine it tests.

    import modemsim
    lte = modemsim.LTE(map={"192.0.2.10": "127.0.0.1"}, trace=True)     # Pycom's network.LTE
    port = modemsim.SerialPort(modemsim.make("nordic"))                 # a byte stream
    python3 -m modemsim --dialect sequans --tcp 4002                    # stand-alone

Files: core (the line and the life of a command), common (3GPP commands, sockets' plumbing),
one file per dialect, phases (data modes), net_real and net_memory (what is behind the
modem), lte, serial and __main__ (front ends), knobs (every switch).
"""

from .clock import RealClock, VirtualClock
from .knobs import Knobs
from .lte import LTE, Framing
from .net_memory import MemoryNet
from .sequans import SequansModem
from .serial import SerialPort

try:
    from .net_real import RealNet
except ImportError:  # a board without sockets: MemoryNet only
    RealNet = None


def make(dialect="sequans", knobs=None, net=None, clock=None, trace=False, log_limit=2000):
    """A modem of the dialect "sequans", "nordic" or "quectel".

    Without a clock it lives in real time over real sockets, and in virtual time over a
    MemoryNet.
    """
    if net is None:
        net = RealNet()
    if clock is None:
        clock = VirtualClock() if isinstance(net, MemoryNet) else RealClock()
    return modem_class(dialect, knobs)(knobs, net, clock, trace, log_limit)


def modem_class(dialect, knobs=None):
    if dialect == "sequans":
        return SequansModem
    if dialect == "nordic":
        from .nordic import NordicModem
        from .nordic_n0 import NordicN0

        generation = (knobs or Knobs).generation
        if generation not in ("N0", "N1", "N2", "N3", "N4"):
            raise ValueError("unknown generation: " + generation)
        return NordicN0 if generation == "N0" else NordicModem
    if dialect == "quectel":
        from .quectel_tls import QuectelTls

        return QuectelTls
    raise ValueError("unknown dialect: " + dialect)
