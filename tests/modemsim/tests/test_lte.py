import socket
import threading
import unittest

from modemsim import LTE, Framing, Knobs, MemoryNet

from .replay import steps
from .sequans_transcripts import DROP_IN

DIAL = 'AT+SQNSD=1,1,5683,"192.0.2.10",0,8080,1'


def virtual(framing=None, delay_ms=0, **knobs):
    net = MemoryNet()
    net.udp_peer("192.0.2.10", 5683, lambda p, d, s: p.send(d, s, delay_ms))
    return LTE(Knobs(**knobs), net, framing=framing)


class SendAtCmd(unittest.TestCase):
    def send(self, lte, *commands):
        for command in commands:
            reply = lte.send_at_cmd(command)
        return reply

    def test_a_reply_is_returned_raw_and_without_echo(self):
        self.assertEqual(virtual().send_at_cmd("AT+CFUN?"), "\r\n+CFUN: 1\r\n\r\nOK\r\n")

    def test_text_that_waits_before_a_command_is_lost(self):
        lte = virtual(delay_ms=100)
        self.send(lte, DIAL, "AT+SQNSSENDEXT=1,1", b"x")
        lte.modem.wait(500)
        self.assertEqual(lte.send_at_cmd("AT"), "\r\nOK\r\n")
        self.assertEqual(lte.send_at_cmd("Pycom_Dummy"), "")

    def test_pycom_dummy_writes_nothing_and_brings_the_ring(self):
        lte = virtual(delay_ms=100)
        self.send(lte, DIAL, "AT+SQNSSENDEXT=1,1", b"x")
        written = lte.stats.host_bytes
        self.assertEqual(lte.send_at_cmd("Pycom_Dummy"), "\r\n+SQNSRING: 1\r\n")
        self.assertEqual(lte.stats.host_bytes, written)

    def test_a_ring_within_the_grace_time_is_glued_to_ok(self):
        lte = virtual(delay_ms=20)
        reply = self.send(lte, DIAL, "AT+SQNSSENDEXT=1,1", b"x")
        self.assertEqual(reply, "\r\nOK\r\n\r\n+SQNSRING: 1\r\n")

    def test_a_ring_after_the_grace_time_is_not(self):
        lte = virtual(delay_ms=40)
        self.assertEqual(self.send(lte, DIAL, "AT+SQNSSENDEXT=1,1", b"x"), "\r\nOK\r\n")

    def test_silence_gives_an_empty_string_after_the_time_out(self):
        lte = virtual()
        before = lte.modem.clock.now()
        self.assertEqual(lte.send_at_cmd("Pycom_Dummy"), "")
        self.assertEqual(lte.modem.clock.now() - before, 9500)
        before = lte.modem.clock.now()
        lte.send_at_cmd("Pycom_Dummy", timeout=300)
        self.assertEqual(lte.modem.clock.now() - before, 300)

    def test_a_prompt_and_a_cme_error_cost_a_second_and_ok_does_not(self):
        lte = virtual(cmee=1)
        self.send(lte, DIAL)
        for command, cost in (("AT", 26), ("AT+SQNSSENDEXT=2,1", 1000), ("AT+SQNSSENDEXT=1,1", 1000)):
            before = lte.modem.clock.now()
            lte.send_at_cmd(command)
            self.assertEqual(lte.modem.clock.now() - before, cost)

    def test_a_reply_is_cut_at_nul(self):
        lte = virtual(delay_ms=300)
        self.send(lte, DIAL, "AT+SQNSSENDEXT=1,5", b"ab\x00cd", "Pycom_Dummy")
        self.assertEqual(lte.send_at_cmd("AT+SQNSRECV=1,5"), "\r\n+SQNSRECV: 1,5\r\nab")

    def test_a_long_reply_is_joined_or_comes_in_pieces(self):
        setup = ("AT+SQNSCFGEXT=1,1,1,0,0,1", DIAL, "AT+SQNSSENDEXT=1,1200", b"61" * 1200)
        whole = "\r\n+SQNSRECV: 1,1200\r\n" + "61" * 1200 + "\r\n\r\nOK\r\n"
        lte = virtual()
        self.send(lte, *setup)
        self.assertEqual(lte.send_at_cmd("AT+SQNSRECV=1,1500"), whole)
        lte = virtual(Framing(slices="pieces"))
        self.send(lte, *setup)
        self.assertEqual(lte.send_at_cmd("AT+SQNSRECV=1,1500"), whole[:2046])
        self.assertEqual(lte.send_at_cmd("Pycom_Dummy"), whole[2046:])

    def test_more_than_124_bytes_work_or_give_the_previous_reply(self):
        for rule, reply in (("chunk", "\r\nOK\r\n"), ("stale", "\r\n> ")):
            lte = virtual(Framing(over_limit=rule), delay_ms=300)
            reply_now = self.send(lte, DIAL, "AT+SQNSSENDEXT=1,125", b"x" * 125)
            self.assertEqual(reply_now, reply)
        with self.assertRaises(OSError):
            virtual(Framing(over_limit="error")).send_at_cmd(b"x" * 125)

    def test_arguments_follow_the_firmware(self):
        lte = virtual()
        for wrong in (
            lambda: lte.send_at_cmd("AT", 100),
            lambda: lte.send_at_cmd("AT", delay=1),
            lambda: lte.send_at_cmd(bytearray(b"AT")),
            lambda: lte.send_at_cmd(7),
            lambda: lte.send_at_cmd(),
        ):
            self.assertRaises(TypeError, wrong)
        self.assertRaises(ValueError, lambda: lte.send_at_cmd(""))
        pygate = virtual(Framing(keyword="delay"))
        self.assertEqual(pygate.send_at_cmd("AT", 100), "\r\nOK\r\n")
        self.assertEqual(pygate.send_at_cmd("AT", delay=100), "\r\nOK\r\n")
        old = virtual(Framing(keyword=None))
        self.assertRaises(TypeError, lambda: old.send_at_cmd("AT", timeout=100))

    def test_no_command_passes_before_init_or_during_ppp(self):
        lte = virtual()
        lte.connect()
        self.assertRaises(OSError, lambda: lte.send_at_cmd("AT"))
        lte.disconnect()
        self.assertEqual(lte.send_at_cmd("AT"), "\r\nOK\r\n")
        lte.deinit()
        self.assertRaises(OSError, lambda: lte.send_at_cmd("AT"))

    def test_the_drop_in_dialogue_is_the_same_call_by_call(self):
        lte = virtual(delay_ms=300)
        calls = 0
        for sign, data in steps(DROP_IN):
            if sign == ">":
                command = data[:-1] if data.endswith(b"\r") else data
                continue
            parts = data.split(b"\r\n+SQNSRING")  # the ring is what the next call waits for
            self.assertEqual(lte.send_at_cmd(command).encode(), parts[0])
            calls += 1
            if len(parts) > 1:
                self.assertEqual(lte.send_at_cmd("Pycom_Dummy"), "\r\n+SQNSRING: 1,10\r\n")
                calls += 1
        self.assertEqual(calls, 12)

    def test_the_log_reads_as_a_dialogue(self):
        lte = virtual()
        lte.send_at_cmd("AT+CFUN?")
        self.assertEqual(lte.log, ["> AT+CFUN?", "< +CFUN: 1", "< OK"])


class EchoServer:
    def __init__(self, family, host):
        self.s = socket.socket(family, socket.SOCK_DGRAM)
        self.s.bind((host, 0))
        self.port = self.s.getsockname()[1]
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            data, source = self.s.recvfrom(2000)
            if data == b"stop":
                return
            self.s.sendto(data[::-1], source)

    def stop(self, family):
        with socket.socket(family, socket.SOCK_DGRAM) as s:
            s.sendto(b"stop", self.s.getsockname()[:2])
        self.s.close()


class Loopback(unittest.TestCase):
    def exchange(self, family, host, address, **options):
        server = EchoServer(family, host)
        key = ("[%s]:5683" if ":" in address else "%s:5683") % address
        value = ("[%s]:%d" if ":" in host else "%s:%d") % (host, server.port)
        lte = LTE(map={key: value}, **options)
        lte.send_at_cmd("AT+SQNSCFGEXT=1,1,1,0,0,1,0,0")
        self.assertIn("OK", lte.send_at_cmd('AT+SQNSD=1,1,5683,"%s",0,8080,1,2' % address))
        lte.send_at_cmd("AT+SQNSSENDEXT=1,3")
        reply = lte.send_at_cmd(b"616263")
        if "SQNSRING" not in reply:
            reply = lte.send_at_cmd("Pycom_Dummy")
        self.assertIn("+SQNSRING: 1,3\r\n", reply)
        reply = lte.send_at_cmd("AT+SQNSRECV=1,1024")
        self.assertEqual(reply, '\r\n+SQNSRECV: 1,3,"%s",5683\r\n636261\r\n\r\nOK\r\n' % address)
        server.stop(family)
        lte.close()

    def test_datagrams_reach_a_real_server_over_ipv4(self):
        self.exchange(socket.AF_INET, "127.0.0.1", "192.0.2.10", time_scale=0.02)

    def test_datagrams_reach_a_real_server_over_ipv6(self):
        self.exchange(socket.AF_INET6, "::1", "2001:db8::10", time_scale=0.02)

    def test_datagrams_leave_the_machine_when_the_address_is_not_loopback(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            try:
                s.connect(("203.0.113.1", 9))  # sends nothing, shows the address of this machine
            except OSError:
                self.skipTest("no network interface but loopback")
            address = s.getsockname()[0]
        self.exchange(socket.AF_INET, address, address, time_scale=0.02)

    def test_virtual_time_over_real_sockets_spares_the_waiting(self):
        self.exchange(socket.AF_INET, "127.0.0.1", "192.0.2.10", fast=True)
