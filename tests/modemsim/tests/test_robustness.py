# Any input, in any state, leaves a modem that still answers.
import unittest

from modemsim import Knobs, MemoryNet, make
from modemsim.clock import Rng

VALUES = (
    "0", "1", "2", "3", "5", "7", "12", "64", "1500", "1501", "5683", "65536", "-1", "007", "", " 1",
    '"192.0.2.10"', '"127.0.0.1"', '"2001:db8::1"', '"name.example"', '"nowhere"', '"TCP"', '"UDP"',
    '"TCP LISTENER"', '"UDP SERVICE"', '"68656c6c6f"', '"text"', "abc", '"certificate"', '"dtls"', '"', "é",
)  # fmt: skip
PAYLOADS = (b"hello", b"\r", b"\r\n", b"+++", b"\x1a", b"\x1b", b"\x00\xff\x08\x7f", b"x" * 700, b'"', b"AT", b"A")
VARIANTS = (
    ("sequans", {}),
    ("nordic", {"generation": "N0"}),
    ("nordic", {"generation": "N1"}),
    ("nordic", {"generation": "N2"}),
    ("nordic", {"generation": "N3"}),
    ("nordic", {"generation": "N4"}),
    ("quectel", {"context_active": True}),
    ("quectel", {"context_active": True, "model_class": "NBIOT"}),
)
FAULTS = {
    "drop_ring": 0.1,
    "duplicate_ring": 0.1,
    "cme_rate": 0.02,
    "silent_rate": 0.02,
    "garbage_rate": 0.02,
    "reset_rate": 0.005,
    "send_failure": 0.1,
    "udp_duplicate_in": 0.2,
    "net_delay_ms": 30,
    "latency_ms": 5,
    "chunk": "random",
    "dtls": "clear",
    "hosts": {"name.example": ["192.0.2.10", "2001:db8::1"]},
}


def network():
    net = MemoryNet()
    net.udp_peer("192.0.2.10", 5683, lambda peer, data, source: peer.send(data, source, 20))

    def web(end, data):
        if data:
            end.send(data, 20)
            if b"x" in data:
                end.close(30)

    for port in (1, 7, 64, 5683):
        net.tcp_peer("192.0.2.10", port, web)
    return net


class Robustness(unittest.TestCase):
    def shake(self, dialect, knobs, seed):
        dice = Rng(seed)
        settings = dict(FAULTS)
        settings.update(knobs)
        net = network()
        modem = make(dialect, Knobs(seed=seed, **settings), net, log_limit=20)
        end = "\r\n" if knobs.get("generation") == "N0" else "\r"
        names = sorted(modem.commands)
        for _ in range(600):
            what = dice.below(10)
            if what == 0:
                modem.feed(PAYLOADS[dice.below(len(PAYLOADS))])
            elif what == 1:
                net.dial(5683, web_client)
            elif what == 2 and dice.below(8) == 0:
                modem.set_registration((0, 1, 2, 5)[dice.below(4)])
            else:
                values = [VALUES[dice.below(len(VALUES))] for _ in range(dice.below(7))]
                form = ("=" + ",".join(values), "=" + ",".join(values), "?", "=?", "")[dice.below(5)]
                modem.feed(("AT" + names[dice.below(len(names))] + form + end).encode())
            for _ in range(dice.below(6)):
                modem.wait(dice.below(300))
                modem.take()
        return modem

    def answers(self, modem, data):
        modem.feed(data)
        got = b""
        while modem.wait(1500):
            got += modem.take()
        return got.endswith(b"\r\nOK\r\n")

    def assert_recovers(self, modem):
        # The ladder of at-dialects.md 2.5, with AT (ended by CR LF, for N0) after each step.
        modem.knobs = Knobs(generation=modem.knobs.generation, model_class=modem.knobs.model_class)
        modem.rules = []
        modem.set_registration(1)
        while modem.wait(70000):  # blocking commands run out
            modem.take()
        for step in (b"\r\n", b"\x1b", b'"\r\n', b"AT\r" * 1100, b"+++", b"\r\n", b'"\r\n'):
            self.answers(modem, step)
            if self.answers(modem, b"AT\r\n") or self.answers(modem, b"AT\r\n"):
                return
        self.fail("dead: " + " | ".join([line[:60] for line in modem.log[-8:]]))

    def test_random_commands_faults_and_peers_leave_a_modem_that_answers(self):
        for dialect, knobs in VARIANTS:
            for seed in (1, 2, 3):
                with self.subTest(dialect=dialect, knobs=knobs, seed=seed):
                    modem = self.shake(dialect, knobs, seed)
                    self.assert_recovers(modem)

    def test_random_bytes_leave_a_modem_that_answers(self):
        for dialect, knobs in VARIANTS:
            with self.subTest(dialect=dialect, knobs=knobs):
                dice = Rng(9)
                modem = make(dialect, Knobs(**knobs), network(), log_limit=20)
                for _ in range(300):
                    modem.feed(bytes([dice.below(256) for _ in range(dice.below(30))]))
                self.assert_recovers(modem)


def web_client(end, data):
    if data is None:
        end.send(b"from outside", 10)
