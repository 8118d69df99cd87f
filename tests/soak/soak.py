# Many exchanges over six sockets and a modem that misbehaves by a seed: soak.py [exchanges [seed]].
#
# Nine in ten go through send_at_cmd(), the others over a byte stream that comes in single bytes or in random pieces.
# What is held against the module: a datagram that the modem handed over whole comes out of recvfrom() in that very call,
# unchanged; nothing else comes out; what sendto() says it sent has reached the peer; memory does not grow; connection
# ids come back; and when the faults stop, every socket works.  All in virtual time; prints counts, exits 1 on failure.
import gc
import sys

import microATsocket
import modemsim

SOCKETS = 6
PORT = 5683
GROWTH = 4096  # bytes that gc.mem_alloc() may differ by, as the simulator's own tables breathe

FAULTS = {
    "drop_ring": 0.02,
    "duplicate_ring": 0.02,
    "udp_loss_in": 0.01,
    "udp_loss_out": 0.01,
    "udp_duplicate_in": 0.02,
    "cme_rate": 0.01,
    "garbage_rate": 0.02,
    "silent_rate": 0.003,
    "send_failure": 0.01,
    "reset_rate": 0.002,
}
# 3 "operation not allowed": the engine pauses for real on 4, which is transient on this modem.
CONSTANT = {"cme_code": 3, "cmee": 1, "sqnsh_closed": "error"}
# On a stream the module keeps the time itself: nothing here makes it wait.
STREAM_FAULTS = {"duplicate_ring": 0.02, "cme_rate": 0.01, "garbage_rate": 0.02, "send_failure": 0.01}
URC_POINTS = ("between", "before_info", "before_final", "before_prompt")


class Chance:
    def __init__(self, seed):
        self.state = seed or 1

    def below(self, bound):
        self.state = (self.state * 1664525 + 1013904223) & 0xFFFFFFFF
        return (self.state >> 8) % bound


class Failure(Exception):
    pass


class Watch:
    # Stands between module and modem and takes down what was handed over, by its own reading of the answers.
    def __init__(self, lte, slices):
        self.lte = lte
        self.slices = slices
        self.rest = ""
        self.fetched = ""
        self.handed = []
        self.silent = False

    def send_at_cmd(self, command):
        is_text = isinstance(command, str)
        if is_text and command == "Pycom_Dummy" and self.rest:
            answer = self.rest
        else:
            answer = self.lte.send_at_cmd(command)
            self.fetched = answer if is_text and command.startswith("AT+SQNSRECV=") else ""
            self.read()
        self.silent = answer == ""
        self.rest = answer[self.slices :]
        return answer[: self.slices]

    def read(self):
        # +SQNSRECV: id,n CR LF 2n digits CR LF ... OK
        at = self.fetched.find("+SQNSRECV: ")
        if at < 0:
            return
        end = self.fetched.find("\r\n", at)
        number, length = self.fetched[at + 11 : end].split(",")[:2]
        digits = self.fetched[end + 2 : end + 2 + 2 * int(length)]
        if len(digits) == 2 * int(length) and self.fetched.find("\r\nOK\r\n", end) > 0:
            self.handed.append((int(number), unhex(digits)))


class StreamWatch:
    # The same for a byte stream, read behind the modem's back: its own record of what it gave.
    def __init__(self, knobs, net):
        self.sim = modemsim.make("sequans", knobs, net, log_limit=0)
        self.handed = []
        self.silent = False
        read_queue = self.sim.read_queue

        def watched(conn, limit, join=False):
            data, host, port = read_queue(conn, limit, join)
            self.handed.append((conn.id, data))
            return data, host, port

        self.sim.read_queue = watched
        self.port = modemsim.SerialPort(self.sim, step_ms=10)


def unhex(digits):
    return bytes([int(digits[i : i + 2], 16) for i in range(0, len(digits), 2)])


class Soak:
    faults = FAULTS

    def __init__(self, seed):
        self.chance = Chance(seed)
        self.net = modemsim.MemoryNet()
        self.knobs = modemsim.Knobs(seed=seed, **CONSTANT)
        self.watch, self.modem, self.sim = self.connect()
        self.peers = [self.net.udp_peer("192.0.2.%d" % i, PORT, self.at_peer) for i in range(SOCKETS)]
        self.reached = None
        self.number = 0
        self.counts = {}
        self.socks = [self.socket() for _ in range(SOCKETS)]

    def connect(self):
        framing = modemsim.Framing(argument_limit=None, flush=False)
        lte = modemsim.LTE(knobs=self.knobs, net=self.net, framing=framing, log_limit=0)
        watch = Watch(lte, 2046)
        return watch, watch, lte.modem

    def count(self, what):
        self.counts[what] = self.counts.get(what, 0) + 1

    def at_peer(self, peer, data, source):
        peer.received.clear()
        self.reached = data
        peer.send(data, source, self.chance.below(40))

    def socket(self):
        sock = microATsocket.socket(microATsocket.AF_INET, microATsocket.SOCK_DGRAM)
        sock.setModemInstance(self.modem)
        sock.dialPause = 0
        return sock

    # --- faults
    def set_faults(self, wanted):
        for name in self.faults:
            setattr(self.knobs, name, self.faults[name] if wanted else 0)
        self.knobs.urc_point = URC_POINTS[self.chance.below(4)]
        self.knobs.net_delay_ms = self.chance.below(3) * 20

    # --- one exchange
    def exchange(self, i):
        self.number += 1
        length = 1 + self.chance.below(1500 if self.chance.below(20) == 0 else 40)
        data = (b"%d:%d:" % (i, self.number) + bytes([self.number & 255]) * length)[:length]
        if not self.send(i, data):
            return False
        for _ in range(3):
            got = self.receive(i)
            if got == data:
                self.count("exchanges completed")
                return True
        self.count("answers not handed over")
        return False

    def has_id(self):
        # The collector is conservative: something on the stack may look like the dropped socket whose id is wanted.
        gc.collect()
        return microATsocket.has_available_sockets()

    def send(self, i, data):
        sock, resets = self.socks[i], self.sim.stats.resets
        self.reached = None
        if sock.socketid is None and not self.has_id():
            self.count("exchanges without an id")
            return False
        if not sock.open("192.0.2.%d" % i, PORT):
            self.count("opens failed")
            return False
        result = sock.sendto(data, ("192.0.2.%d" % i, PORT))
        if result == len(data):
            lost = self.knobs.udp_loss_out
            if self.reached != data and not self.watch.silent and not lost:
                raise Failure("sendto() gave %d, the peer has %r" % (result, self.reached))
            return True
        if result != -1:
            raise Failure("sendto() gave %r for %d bytes" % (result, len(data)))
        if self.reached is not None and not self.watch.silent and self.sim.stats.resets == resets:
            raise Failure("sendto() gave -1, the peer has %r" % self.reached)
        self.count("sends refused")
        return False

    def receive(self, i):
        sock, handed = self.socks[i], self.watch.handed
        handed.clear()
        got, address = sock.recvfrom(1500)
        mine = [data for number, data in handed if number == sock.socketid]
        if len(handed) != len(mine) or len(mine) > 1:
            raise Failure("one call, but %r were handed over" % handed)
        if got is None and mine:
            raise Failure("%d bytes for socket %d were handed over and lost" % (len(mine[0]), i))
        if got is not None and (mine != [got] or address != ["192.0.2.%d" % i, PORT]):
            raise Failure("%r from %r, the modem gave %r" % (got, address, mine))
        self.count("datagrams received" if got is not None else "receives without data")
        if got is not None and not got.startswith((b"%d:" % i)[: len(got)]):
            raise Failure("socket %d received %r" % (i, got))
        return got

    # --- what else scripts do
    def meddle(self):
        i, kind = self.chance.below(SOCKETS), self.chance.below(5)
        if kind == 0:
            self.socks[i].close()
        elif kind == 1:
            self.socks[i].close(True)
        elif kind == 2:
            self.socks[i].reset()
        elif kind == 3:
            self.replace(i)
        else:
            self.socks[i].sendAtCommand("AT+CSQ")
        self.count("closed, reset, replaced or asked")

    def replace(self, i):
        # Dropped without a word: the collector gives its id back.
        self.socks[i] = None
        gc.collect()
        self.socks[i] = self.socket()

    def forget_backlog(self):
        # Datagrams whose ring was lost stay in the modem; a simulator must not grow by them.
        for sock in self.socks:
            conn = self.sim.conns.get(sock.socketid)
            if conn and len(conn.rx) > 8:
                sock.close()
                self.count("backlogs given up")

    # --- the run
    def run(self, total):
        used, quarter = None, max(1, total // 4)
        for done in range(total):
            if done % 50 == 0:
                self.set_faults(True)
                self.forget_backlog()
            if done % 20 == 0:
                self.meddle()
            if done == quarter:
                used = self.memory()
            self.exchange(self.chance.below(SOCKETS))
        self.set_faults(False)
        growth = self.memory() - used
        self.recover()
        self.release()
        return growth

    def memory(self):
        for sock in self.socks:
            sock.close()
        gc.collect()
        gc.collect()
        return gc.mem_alloc()

    def recover(self):
        for sock in self.socks:
            sock.close()
        idle = [i for i in range(SOCKETS) if not any([self.exchange(i) for _ in range(3)])]
        if len([i for i in idle if self.socks[i].socketid is not None]) or len(idle) > 1:
            raise Failure("without faults %r do not work" % idle)

    def release(self):
        ids = sorted([sock.socketid for sock in self.socks if sock.socketid is not None])
        if len(ids) < SOCKETS - 1 or len(set(ids)) != len(ids):
            raise Failure("ids of the sockets: %r" % ids)
        for sock in self.socks:
            sock.close(True)
        gc.collect()
        if sum(microATsocket.sockets_in_use) > SOCKETS - len(ids):
            raise Failure("ids in use at the end: %r" % microATsocket.sockets_in_use)


class StreamSoak(Soak):
    faults = STREAM_FAULTS

    def connect(self):
        watch = StreamWatch(self.knobs, self.net)
        return watch, microATsocket.Modem(watch.port), watch.sim

    def set_faults(self, wanted):
        super().set_faults(wanted)
        self.knobs.urc_hold_ms = 20
        self.knobs.net_delay_ms = 0
        self.knobs.chunk = ("byte", "random", "whole")[self.chance.below(3)]


def main(kind, total, seed):
    soak = kind(seed)
    failure = None
    try:
        growth = soak.run(total)
        if growth > GROWTH:
            failure = "memory grew by %d bytes" % growth
        print("memory: %+d bytes" % growth)
    except Failure as error:
        failure = "exchange %d: %s" % (soak.number, error)
    for sock in soak.socks:
        sock.reset()
    stats = soak.sim.stats
    for name in sorted(soak.counts):
        print("%s: %d" % (name, soak.counts[name]))
    print("modem: %d commands, %d rings and closes, %d restarts" % (stats.commands, stats.urcs, stats.resets))
    if soak.counts.get("exchanges completed", 0) < total * 3 // 4 and not failure:
        failure = "fewer than three in four exchanges completed"
    print("%s: %d exchanges, seed %d: %s" % (kind.__name__, total, seed, failure or "ok"))
    return failure is None


numbers = [int(argument) for argument in sys.argv[1:]]
total, seed = numbers + [2000, 1][len(numbers) :]
good = main(Soak, total - total // 10, seed)
sys.exit(0 if main(StreamSoak, total // 10, seed) and good else 1)
