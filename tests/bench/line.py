# How busy a transfer over TCP keeps a serial line of 921,600 baud with payload.
#
#   MICROPYPATH=tests build/micropython tests/bench/line.py
#
# Time is the simulated modem's own: bytes take theirs on the line both ways, and the host's looks are counted. Two kinds
# of host: one that looks every millisecond, as MicroPython's delay lets it, and one that the serial port's interrupt wakes
# when some bytes have come or the line falls silent. Time of the host's processor is not in it.
import gc

import microATsocket as socket
import modemsim

from bench.wire import DIALECTS as ALL
from bench.wire import HOST, TCP_PORT

DIALECTS = [dialect for dialect in ALL if not dialect.is_text]
BAUD = 921600
TOTAL = 65536
FIFO = 64  # bytes of a serial port's buffer that raise its interrupt
BYTE_MS = 10000 / BAUD
GOAL = 0.9
# Who stays below the goal, and why.
BELOW = {"quectel_nb_iot": "1024 bytes a command, 11 ms, and two looks: for the prompt and for the result"}


class WokenPort(modemsim.SerialPort):
    def _let_time_pass(self):
        waiting = min(self.modem.pending_output(), FIFO)
        due = self.modem.next_event()
        until = 1 if due is None else min(max(due - self.modem.clock.now(), 0), 1)
        self.modem.pass_time(waiting * BYTE_MS if waiting else until)


class Transfer:
    def __init__(self, dialect, port_class, total):
        self.total, self.received = total, 0
        # Of a length that no piece of a transfer is a multiple of.
        self.data = (bytes(range(251)) * (total // 251 + 1))[:total]
        net = modemsim.MemoryNet()
        net.tcp_peer(HOST, TCP_PORT, self.serve)
        knobs = dict(dialect.knobs)
        knobs["baud"] = BAUD
        self.modem = modemsim.make(dialect.family, modemsim.Knobs(**knobs), net, log_limit=0)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.socket.setModemInstance(socket.Modem(port_class(self.modem), dialect=dialect.name))
        self.socket.connect((HOST, TCP_PORT))

    def serve(self, end, data):
        if data == b"all of it":
            end.send(self.data)
        elif data:
            if data != self.data[self.received : self.received + len(data)]:
                raise SystemExit("other bytes than those sent")
            self.received += len(data)

    def share(self, transfer):
        # What part of the time of the line the payload took.
        self.modem.stats.clear()
        start = self.modem.clock.now()
        transfer()
        elapsed = self.modem.clock.now() - start
        self.socket.close()
        return self.total * BYTE_MS / elapsed

    def up(self):
        def transfer():
            self.socket.sendall(self.data)
            if self.received != self.total:
                raise SystemExit("%d bytes came, not %d" % (self.received, self.total))

        return self.share(transfer)

    def down(self):
        self.socket.send(b"all of it")
        self.modem.wait(1000)  # the announcement

        def transfer():
            buffer, count = bytearray(4096), 0
            while count < self.total:
                length = self.socket.readinto(memoryview(buffer)[: self.total - count])
                if buffer[:length] != self.data[count : count + length]:
                    raise SystemExit("other bytes than those sent")
                count += length

        return self.share(transfer)


def shares(dialect, port_class, total=TOTAL):
    # Of an upload and of a download.
    up = Transfer(dialect, port_class, total).up()
    gc.collect()
    return up, Transfer(dialect, port_class, total).down()


def main():
    print("payload's share of a line of %d baud, %d bytes over TCP, in percent" % (BAUD, TOTAL))
    print("                 woken by bytes     looking each ms")
    print("                     up    down          up    down")
    for dialect in DIALECTS:
        numbers = shares(dialect, WokenPort) + shares(dialect, modemsim.SerialPort)
        reason = "   " + BELOW.get(dialect.name, "") if min(numbers) < GOAL else ""
        percents = tuple([100 * n for n in numbers])
        print("%-16s %6.1f  %6.1f      %6.1f  %6.1f%s" % ((dialect.name,) + percents + (reason,)))


if __name__ == "__main__":
    main()
