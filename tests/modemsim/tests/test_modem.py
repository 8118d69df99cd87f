# Errors, faults, settings and timing: what the dialogues of the description do not show.
import unittest

from modemsim import Knobs, MemoryNet, SerialPort, VirtualClock, dns, make
from modemsim.addresses import AddressMap, family_of, pack6, text6

from .drivers import Nordic, Quectel, Sequans

OK = b"\r\nOK\r\n"


class Bench(unittest.TestCase):
    def modem(self, dialect="sequans", **knobs):
        self.net = MemoryNet()
        knobs.setdefault("echo", False)
        self.m = make(dialect, Knobs(**knobs), self.net)
        return self.m

    def ask(self, data, quiet_ms=150):
        self.m.feed(data)
        out = b""
        while self.m.wait(quiet_ms):
            out += self.m.take()
        return out


class ErrorRules(Bench):
    def test_the_three_error_styles(self):
        self.modem()
        wrong = b'AT+SQNSD=0,1,5683,"192.0.2.10",0,0,1\r'
        self.assertEqual(self.ask(wrong), b"\r\nERROR\r\n")
        self.ask(b"AT+CMEE=1\r")
        self.assertEqual(self.ask(wrong), b"\r\n+CME ERROR: 50\r\n")
        self.ask(b"AT+CMEE=2\r")
        self.assertEqual(self.ask(wrong), b"\r\n+CME ERROR: incorrect parameters\r\n")

    def test_bad_input_of_sequans_has_the_codes_of_the_table(self):
        self.modem(cmee=1)
        self.ask(b'AT+SQNSD=1,1,5683,"192.0.2.10",0,0,1\r')
        for line, code in (
            (b'AT+SQNSD=7,1,5683,"192.0.2.10"', 50),
            (b'AT+SQNSD=2,2,5683,"192.0.2.10"', 50),
            (b'AT+SQNSD=2,1,65536,"192.0.2.10"', 50),
            (b"AT+SQNSD=2,1", 50),
            (b'AT+SQNSD=1,1,5683,"192.0.2.10"', 3),
            (b"AT+SQNSSENDEXT=2,5", 3),
            (b"AT+SQNSSENDEXT=1,0", 50),
            (b"AT+SQNSRECV=2,5", 4),
            (b"AT+SQNSRECV=1,5", 4),
            (b"AT+SQNSRECV=1,1501", 50),
            (b"AT+NOSUCH", 4),
        ):
            self.assertEqual(self.ask(line + b"\r"), b"\r\n+CME ERROR: %d\r\n" % code, line)
        self.m.set_registration(2)
        self.ask(b"")
        dial = b'AT+SQNSD=2,1,5683,"192.0.2.10",0,0,1\r'
        self.assertEqual(self.ask(dial), b"\r\n+CME ERROR: 30\r\n")

    def test_a_wrong_digit_is_refused_after_the_announced_count(self):
        self.modem()
        self.ask(b"AT+SQNSCFGEXT=1,1,1,0,0,1\r")
        self.ask(b'AT+SQNSD=1,1,5683,"192.0.2.10",0,0,1\r')
        self.ask(b"AT+SQNSSENDEXT=1,2\r")
        self.assertEqual(self.ask(b"6x6"), b"")
        self.assertEqual(self.ask(b"1"), b"\r\nERROR\r\n")

    def test_junk_and_empty_lines_are_not_answered_but_a_command_behind_junk_is(self):
        self.modem()
        self.assertEqual(self.ask(b"\r\n\r\nhello\r"), b"")
        self.assertEqual(self.ask(b"\x00\xffAT\r"), OK)
        self.assertEqual(self.ask(b"at+cfun?\r"), b"\r\n+CFUN: 1\r\n" + OK)

    def test_a_command_behind_a_running_one_is_lost_or_aborts_it(self):
        self.modem(latency_ms=500)
        self.assertEqual(self.ask(b"AT+CFUN?\rAT+CSQ\r", 600), b"\r\n+CFUN: 1\r\n" + OK)
        self.modem(latency_ms=500, while_busy="abort")
        self.m.feed(b"AT+CFUN?\r")
        self.assertEqual(self.ask(b"AT+CSQ\r", 600), b"\r\nERROR\r\n")

    def test_a_command_too_soon_or_right_after_power_on_is_lost(self):
        self.modem(command_gap_ms=20)
        self.m.feed(b"AT\r")
        self.assertEqual(self.ask(b"AT+CFUN?\r"), OK)
        self.assertEqual(self.ask(b"AT+CFUN?\r"), b"\r\n+CFUN: 1\r\n" + OK)
        self.modem(lose_first=1)
        self.assertEqual(self.ask(b"AT\r"), b"")
        self.assertEqual(self.ask(b"AT\r"), OK)

    def test_lf_behind_the_terminator_is_payload_unless_told_otherwise(self):
        for counts, left in ((True, b"c\r"), (False, b"\r")):
            self.modem(lf_is_payload=counts)
            peer = self.net.udp_peer("192.0.2.10", 5683)
            self.ask(b'AT+SQNSD=1,1,5683,"192.0.2.10",0,0,1\r')
            self.ask(b"AT+SQNSSENDEXT=1,3\r\n")
            self.assertEqual(self.ask(b"abc\r"), OK)
            self.assertEqual(peer.received[0][0], b"\nab" if counts else b"abc", left)


class Faults(Bench):
    def test_named_faults_hit_the_named_command_once(self):
        self.modem(cmee=1)
        good = b"\r\n+CFUN: 1\r\n" + OK
        for action, answer in (
            (30, b"\r\n+CME ERROR: 30\r\n"),
            (None, b"\r\nERROR\r\n"),
            (b"what?\r\n", b"what?\r\n"),
            ("silent", b""),
            (("cut", 6), b"\r\n+CFU"),
            (("late", 2000), good),
        ):
            self.m.fault("+CFUN", action)
            self.assertEqual(self.ask(b"AT\r"), OK)
            self.assertEqual(self.ask(b"AT+CFUN?\r", 2500), answer)
            self.assertEqual(self.ask(b"AT+CFUN?\r"), good)

    def test_noise_comes_before_an_answer_or_in_it(self):
        self.modem()
        self.m.fault("", "garbage")
        got = self.ask(b"AT+CFUN?\r")
        self.assertTrue(got.endswith(b"\r\n+CFUN: 1\r\n" + OK))
        self.assertGreater(len(got), 20)
        self.m.fault("", "garbled")
        got = self.ask(b"AT+CFUN?\r")
        self.assertNotEqual(got, b"\r\n+CFUN: 1\r\n" + OK)

    def test_rates_follow_the_seed(self):
        def outcome(seed):
            self.modem(seed=seed, cme_rate=0.2, silent_rate=0.1, cmee=1)
            return [self.ask(b"AT\r") for _ in range(60)]

        self.assertEqual(outcome(5), outcome(5))
        self.assertNotEqual(outcome(5), outcome(6))
        self.assertEqual(set(outcome(5)), {OK, b"", b"\r\n+CME ERROR: 100\r\n"})

    def test_rings_get_lost_or_come_twice(self):
        for knobs, count in (({"drop_ring": 1}, 0), ({"duplicate_ring": 1}, 2)):
            driver = Sequans(**knobs)
            driver.open(1)
            driver.arrive(1, b"abc")
            self.assertEqual(driver.listen(), driver.ring(1, 3) * count)
            driver.receive(1, b"abc")

    def test_datagrams_get_lost_or_come_twice(self):
        driver = Sequans(udp_loss_out=1)
        driver.open(1)
        driver.send(1, b"abc")
        self.assertEqual(driver.sent(), [])
        driver = Sequans(udp_duplicate_in=1)
        driver.open(1)
        driver.arrive(1, b"abc")
        driver.listen()
        driver.receive(1, b"abc")
        driver.receive(1, b"abc")

    def test_a_failed_send_is_refused_after_the_data(self):
        driver = Sequans(send_failure=1)
        driver.open(1)
        driver.ask(b"AT+SQNSSENDEXT=1,1\r")
        driver.expect(b"x", b"\r\n+CME ERROR: 3\r\n")
        driver = Quectel(send_failure=1)
        driver.open(0)
        driver.ask(b'AT+QISEND=0,1,"192.0.2.10",5683\r')
        driver.expect(b"x", b"\r\nSEND FAIL\r\n")

    def test_failed_data_mode_waits_for_the_mark_in_nordic(self):
        driver = Nordic(send_failure=1)
        driver.open(0)
        driver.ask(b'AT#XSENDTO=0,2,0,"192.0.2.10",5683\r')
        driver.expect(b"abc", b"+++")
        driver.expect(b"AT\rmore", b"")
        driver.expect(b"+++", b"\r\n#XDATAMODE: -1\r\n")
        driver.expect(b"AT\r", OK)

    def test_a_short_read_leaves_the_rest_for_the_next(self):
        driver = Sequans(short_read=2)
        driver.open(1)
        driver.arrive(1, b"abc")
        driver.listen()
        driver.receive(1, b"ab")
        driver.receive(1, b"c")


class SettingsAndState(Bench):
    def test_echo_is_on_by_default_except_for_nordic(self):
        for dialect, echo in (("sequans", b"AT\r"), ("quectel", b"AT\r"), ("nordic", b"")):
            self.modem(dialect, echo=None)
            self.assertEqual(self.ask(b"AT\r"), echo + OK)
            self.assertEqual(self.ask(b"ATE0\r"), (b"ATE0\r" if echo else b"") + OK)
            self.assertEqual(self.ask(b"AT\r"), OK)

    def test_quectel_echoes_payload_until_told_not_to(self):
        driver = Quectel(echo=True)
        driver.ask(b'AT+QIOPEN=1,0,"UDP","192.0.2.10",5683\r')
        driver.ask(b"AT+QISEND=0,2\r")
        driver.expect(b"hi", b"hi\r\nSEND OK\r\n")
        driver.ask(b"AT+QISDE=0\r")
        driver.ask(b"AT+QISEND=0,2\r")
        driver.expect(b"hi", b"\r\nSEND OK\r\n")

    def test_the_families_of_quectel_are_those_of_the_context(self):
        four = b'AT+QIOPEN=1,2,"UDP SERVICE","127.0.0.1",0,8080,0\r'
        six = b'AT+QIOPEN=1,2,"UDP SERVICE","0:0:0:0:0:0:0:1",0,8080,0\r'
        for kind, good, bad in ((1, four, six), (2, six, four), (3, six, None), (3, four, None)):
            self.modem("quectel")
            self.ask(b'AT+QICSGP=1,%d,"internet"\r' % kind)
            self.assertEqual(self.ask(b"AT+QIACT=1\r"), OK)
            if bad:
                self.assertEqual(self.ask(bad), OK + b"\r\n+QIOPEN: 2,556\r\n")
            self.assertEqual(self.ask(good), OK + b"\r\n+QIOPEN: 2,0\r\n")

    def test_some_parts_of_quectel_know_whole_addresses_only(self):
        for form, short in (("short", b"2001:db8::a"), ("full", b"2001:db8:0:0:0:0:0:a")):
            self.modem("quectel", address6=form)
            self.ask(b'AT+QICSGP=1,3,"internet"\r')
            self.ask(b"AT+QIACT=1\r")
            self.net.udp_peer("2001:db8::a", 7, lambda peer, data, source: peer.send(data, source))
            self.ask(b'AT+QIOPEN=1,2,"UDP SERVICE","0:0:0:0:0:0:0:1",0,8080,0\r')
            self.ask(b'AT+QISEND=2,2,"2001:db8:0:0:0:0:0:a",7\r')
            self.ask(b"hi")
            self.assertIn(b'+QIRD: 2,"' + short + b'",7\r\nhi', self.ask(b"AT+QIRD=2\r"))
            got = self.ask(b'AT+QISEND=2,2,"2001:db8::a",7\r')
            self.assertEqual(got.endswith(b"> "), form == "short")

    def test_an_idle_connection_closes_after_maxto(self):
        driver = Sequans()
        driver.open(1)
        self.assertEqual(driver.listen(89000), b"")
        self.assertEqual(driver.listen(2000), b"\r\n+SQNSH: 1\r\n")
        driver.ask(b"AT+SQNSCFG=1,1,0,0,600,50\r")
        driver.open(1)
        self.assertEqual(driver.listen(900000), b"")

    def test_a_restart_on_command_ends_with_the_banner_and_keeps_settings(self):
        self.modem()
        self.ask(b"AT+SQNSCFGEXT=1,1,1,0,0,1,0,0\r")
        got = self.ask(b"AT^RESET\r", 3000)
        self.assertEqual(got, OK + b"\r\n+SHUTDOWN\r\n\r\n+SYSSTART\r\n")
        self.assertIn(b"1,1,1,0,0,1,0,0", self.ask(b"AT+SQNSCFGEXT?\r"))
        self.modem("nordic")
        self.assertEqual(self.ask(b"AT#XRESET\r", 3000), OK + b"Ready\r\n")
        self.modem("quectel")
        self.assertIn(b"\r\nRDY\r\n", self.ask(b"AT+CFUN=1,1\r", 3000))

    def test_an_unknown_access_point_name_is_not_served(self):
        for dialect, cid in (("sequans", 1), ("nordic", 0), ("quectel", 1)):
            self.modem(dialect, cmee=1, apn="wrong", apns=("right",))
            self.assertEqual(self.ask(b"AT+CEREG?\r"), b"\r\n+CEREG: 0,1\r\n" + OK)
            self.assertEqual(self.ask(b"AT+CGATT?\r"), b"\r\n+CGATT: 0\r\n" + OK)
            self.assertEqual(self.ask(b"AT+CGATT=1\r"), b"\r\n+CME ERROR: 148\r\n")
            self.assertEqual(self.ask(b"AT+CGACT=1,%d\r" % cid), b"\r\n+CME ERROR: 148\r\n")
            self.assertEqual(self.ask(b"AT+CGPADDR=%d\r" % cid), b"\r\n+CGPADDR: %d\r\n" % cid + OK)
            self.ask(b'AT+CGDCONT=%d,"IP","right"\r' % cid)
            self.assertEqual(self.ask(b"AT+CGATT=1\r"), OK)
            self.assertIn(b'"right"', self.ask(b"AT+CGCONTRDP=%d\r" % cid))
            self.assertIn(b'+CGPADDR: %d,"10.' % cid, self.ask(b"AT+CGPADDR=%d\r" % cid))
            self.assertEqual(self.ask(b"AT+CGPADDR=%d\r" % (1 - cid)), b"\r\n+CGPADDR: %d\r\n" % (1 - cid) + OK)

    def test_registration_takes_its_time_and_is_reported(self):
        self.modem(cfun=0, registration_ms=4000, registration=5)
        self.assertEqual(self.ask(b"AT+CEREG=2\r"), OK)
        self.assertEqual(self.ask(b"AT+CFUN=1\r", 1000), OK + b"\r\n+CEREG: 2\r\n")
        self.assertEqual(self.ask(b"", 9000), b'\r\n+CEREG: 5,"2A01","0112B30C",7\r\n')
        self.assertEqual(self.ask(b"AT+CGATT?\r"), b"\r\n+CGATT: 1\r\n" + OK)

    def test_a_detached_modem_is_not_registered_until_it_is_attached_again(self):
        for dialect in ("sequans", "nordic", "quectel"):
            self.modem(dialect, cmee=1)
            self.assertEqual(self.ask(b"AT+CEREG=1\r"), OK)
            self.assertIn(b"\r\n+CEREG: 0\r\n", self.ask(b"AT+CGATT=0\r", 1000))
            self.assertEqual(self.ask(b"AT+CEREG?\r"), b"\r\n+CEREG: 1,0\r\n" + OK)
            self.assertEqual(self.ask(b"AT+CGATT?\r"), b"\r\n+CGATT: 0\r\n" + OK)
            self.assertIn(b"\r\n+CEREG: 1\r\n", self.ask(b"AT+CGATT=1\r", 1000))
            self.assertEqual(self.ask(b"AT+CGATT?\r"), b"\r\n+CGATT: 1\r\n" + OK)
        # Attaching takes as long as the search.
        self.modem(registration_ms=4000, registration=5)
        self.ask(b"", 5000)
        self.assertEqual(self.ask(b"AT+CGATT=0\r"), OK)
        self.assertEqual(self.ask(b"AT+CGATT=1\r", 3000), b"")
        self.assertEqual(self.ask(b"", 2000), OK)
        self.assertEqual(self.ask(b"AT+CEREG?\r"), b"\r\n+CEREG: 0,5\r\n" + OK)
        self.modem(cmee=1)
        self.ask(b"AT+CFUN=4\r")
        self.assertEqual(self.ask(b"AT+CGATT=1\r"), b"\r\n+CME ERROR: 30\r\n")

    def test_without_sim_or_with_a_pin_there_is_no_network(self):
        self.modem(sim=None, cmee=1)
        self.assertEqual(self.ask(b"AT+CPIN?\r"), b"\r\n+CME ERROR: 10\r\n")
        self.modem(sim="SIM PIN")
        self.assertEqual(self.ask(b"AT+CPIN?\r"), b"\r\n+CPIN: SIM PIN\r\n" + OK)
        self.assertEqual(self.ask(b"AT+CEREG?\r"), b"\r\n+CEREG: 0,0\r\n" + OK)
        self.ask(b'AT+CPIN="1234"\r')
        self.assertEqual(self.ask(b"AT+CEREG?\r"), b"\r\n+CEREG: 0,1\r\n" + OK)

    def test_every_dialect_answers_the_common_commands(self):
        for dialect in ("sequans", "nordic", "quectel"):
            self.modem(dialect)
            for line in (
                b"AT+CMEE=1",
                b"AT+CGMI",
                b"AT+CGMM",
                b"AT+CGMR",
                b"AT+CGSN",
                b'AT+CGDCONT=1,"IP","apn"',
                b"AT+CGDCONT?",
                b"AT+CGATT=1",
                b"AT+CGACT=1,1",
                b"AT+CGPADDR=1",
                b"AT+CSQ",
                b"AT+CESQ",
                b"AT+COPS?",
                b"AT+CPIN?",
                b"AT+IPR=115200",
            ):
                self.assertTrue(self.ask(line + b"\r").endswith(OK), (dialect, line))

    def test_dtls_is_refused_or_left_out(self):
        for choice, answer in (("refuse", b"\r\n+CME ERROR: 4\r\n"), ("clear", OK)):
            self.modem(dtls=choice, cmee=1)
            self.ask(b"AT+SQNSSCFG=1,1,1\r")
            self.assertEqual(self.ask(b'AT+SQNSD=1,1,5684,"192.0.2.10",0,0,1\r'), answer)
            self.modem("nordic", dtls=choice)
            got = self.ask(b"AT#XSSOCKET=1,2,0,42\r")
            self.assertEqual(got.endswith(OK), choice == "clear")

    def test_options_of_dtls_have_their_values_and_their_time(self):
        for generation in ("N1", "N3", "N4"):
            self.modem("nordic", dtls="clear", generation=generation)
            self.net.udp_peer("192.0.2.10", 5684)
            self.assertEqual(self.ask(b"AT#XSSOCKET=1,2,0,42\r"), b"\r\n#XSSOCKET: 0,2,273\r\n" + OK)
            error, fragments = b"\r\nERROR\r\n", OK if generation != "N1" else b"\r\nERROR\r\n"
            for line, answer in (
                (b"0,0,15", error),
                (b"0,1,14,3", error),
                (b"0,1,14,1", OK),
                (b"0,0,14", error),
                (b"0,1,18,8", error),
                (b"0,1,18,7", OK),
                (b"0,0,18", b"\r\n#XSSOCKETOPT: 0,7\r\n" + OK),
                (b"0,1,22,1", fragments),
                (b"0,1,15,1", error),
                (b"0,1,19,1", OK if generation == "N4" else error),
            ):
                self.assertEqual(self.ask(b"AT#XSSOCKETOPT=" + line + b"\r"), answer, (generation, line))
            self.ask(b'AT#XCONNECT=0,"192.0.2.10",5684\r')
            self.assertIn(b"#XSSOCKETOPT: 0,3\r\n", self.ask(b"AT#XSSOCKETOPT=0,0,15\r"))
            self.assertIn(b"#XSSOCKETOPT: 0,0x", self.ask(b"AT#XSSOCKETOPT=0,0,4\r"))

    def test_release_assistance_is_not_known_to_old_firmware(self):
        for known in (True, False):
            self.modem(cmee=1, has_rai=known)
            self.ask(b'AT+SQNSD=1,1,5683,"192.0.2.10",0,0,1\r')
            got = self.ask(b"AT+SQNSSENDEXT=1,2,1\r")
            self.assertEqual(got, b"\r\n> " if known else b"\r\n+CME ERROR: 50\r\n")

    def test_udp_listening_fixes_the_first_sender_as_the_peer(self):
        self.modem()
        first = self.net.udp_peer("198.51.100.1", 1000)
        other = self.net.udp_peer("198.51.100.2", 2000)
        self.ask(b"AT+SQNSCFGEXT=1,1,0,0\r")
        self.assertEqual(self.ask(b"AT+SQNSLUDP=1,1,7000\r"), OK)
        first.send(b"one", 7000)
        self.assertEqual(self.ask(b""), b"\r\n+SQNSRING: 1\r\n")
        self.assertEqual(self.ask(b"AT+SQNSA=1,1\r"), OK + b"\r\n+SQNSRING: 1,3\r\n")
        other.send(b"two", 7000)
        self.assertEqual(self.ask(b""), b"")
        self.ask(b"AT+SQNSSENDEXT=1,2\r")
        self.ask(b"hi")
        self.assertEqual([d for d, _ in first.received], [b"hi"])

    def test_nb_iot_class_has_its_own_forms(self):
        driver = Quectel(model_class="NBIOT")
        driver.ask(b'AT+QIOPEN=1,0,"UDP","192.0.2.10",5683\r')
        driver.expect(b"AT+QISENDEX=0,2,6869\r", b"\r\nSEND OK\r\n")
        driver.expect(b"AT+QISEND=0,2,hi\r", b"\r\nSEND OK\r\n")
        self.assertEqual(driver.sent(), [b"hi", b"hi"])
        driver.expect(b"AT+QICLOSE=0\r", b"\r\nCLOSE OK\r\n")
        driver.expect(b'AT+QIOPEN=1,5,"UDP","192.0.2.10",5683\r', b"\r\nERROR\r\n")

    def test_n0_clients_receive_by_themselves(self):
        driver = type("N0", (Nordic,), {"generation": "N0", "prepare": lambda d: None})()
        driver.net.tcp_peer("192.0.2.10", 80, lambda end, data: data and end.send(data, 50))
        got = driver.ask(b'AT#XTCPCLI=1,"192.0.2.10",80\r\n')
        self.assertEqual(got, b'\r\n#XTCPCLI: 0,"connected"\r\n' + OK)
        got = driver.ask(b'AT#XTCPSEND="abc"\r\n')
        self.assertEqual(got, b"\r\n#XTCPSEND: 3\r\n" + OK + b"\r\n#XTCPDATA: 3\r\nabc\r\n")
        got = driver.ask(b"AT#XTCPCLI=0\r\n")
        self.assertEqual(got, b'\r\n#XTCPCLI: 0,"disconnected"\r\n' + OK)

    def test_n0_polls_with_a_time_limit(self):
        driver = type("N0", (Nordic,), {"generation": "N0", "prepare": lambda d: None})()
        driver.ask(b"AT#XSOCKET=1,2,0\r\n")
        driver.ask(b"AT#XBIND=8080\r\n")
        self.assertEqual(driver.ask(b"AT#XPOLL=500\r\n", 600), OK)
        driver.arrive(0, b"abc")
        self.assertEqual(driver.ask(b"AT#XPOLL=500\r\n"), b'\r\n#XPOLL: 0,"0x0001"\r\n' + OK)

    def test_n1_accepts_on_the_listening_handle(self):
        driver = type("N1", (Nordic,), {"prepare": lambda d: None})()
        driver.ask(b"AT#XSOCKET=1,1,1\r")
        driver.ask(b"AT#XBIND=0,7000\r")
        driver.expect(b"AT#XLISTEN=0\r", OK)
        driver.net.later(300, lambda: driver.net.dial(7000, lambda end, data: None))
        got = driver.ask(b"AT#XACCEPT=0,5\r", 6000)
        self.assertEqual(got, b'\r\n#XACCEPT: 1,"198.51.100.7"\r\n' + OK)
        driver.expect(b'AT#XSEND=0,0,0,"hi"\r', b"\r\n#XSEND: 0,2\r\n" + OK)


class Names(Bench):
    HOSTS = {"coap.example": ["192.0.2.7", "2001:db8::7"]}

    def test_a_query_to_port_53_is_answered_from_the_table(self):
        driver = Sequans(hosts=self.HOSTS)
        driver.ask(b'AT+SQNSD=1,1,53,"8.8.8.8",0,8081,1\r')
        query = b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00"
        query += b"\x04coap\x07example\x00\x00\x1c\x00\x01"
        driver.ask(b"AT+SQNSSENDEXT=1,%d\r" % len(query))
        self.assertEqual(driver.ask(query), OK + driver.ring(1, 58))
        wanted = b"\x12\x34\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00" + query[12:]
        wanted += b"\xc0\x0c\x00\x1c\x00\x01\x00\x00\x02\x58\x00\x10" + pack6("2001:db8::7")
        driver.receive(1, wanted)

    def test_an_unknown_name_does_not_exist_and_a_known_one_may_lack_a_type(self):
        query = b"\x00\x01\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x01x\x00\x00\x01\x00\x01"
        self.assertEqual(dns.answer(query, {})[2:4], b"\x81\x83")
        self.assertEqual(dns.answer(query, {"x": "2001:db8::1"})[2:8], b"\x81\x80\x00\x01\x00\x00")
        self.assertIsNone(dns.answer(b"junk", {}))

    def test_each_dialect_resolves_both_families(self):
        self.modem(hosts=self.HOSTS)
        got = self.ask(b'AT+SQNDNSLKUP="coap.example",1\r')
        self.assertEqual(got, b'\r\n+SQNDNSLKUP: "coap.example","2001:db8::7"\r\n' + OK)
        self.modem("nordic", hosts=self.HOSTS)
        got = self.ask(b'AT#XGETADDRINFO="coap.example"\r')
        self.assertEqual(got, b'\r\n#XGETADDRINFO: "192.0.2.7 2001:db8::7"\r\n' + OK)
        self.modem("quectel", hosts=self.HOSTS, context_active=True)
        got = self.ask(b'AT+QIDNSGIP=1,"coap.example"\r')
        self.assertTrue(got.endswith(b'"dnsgip","192.0.2.7"\r\n'))

    def test_addresses_are_mapped_both_ways(self):
        table = AddressMap({"192.0.2.10:5683": "127.0.0.1:40000", "2001:db8::1": "::1"})
        self.assertEqual(table.real("192.0.2.10", 5683), ("127.0.0.1", 40000))
        self.assertEqual(table.seen("127.0.0.1", 40000), ("192.0.2.10", 5683))
        self.assertEqual(table.real("2001:db8::1", 99), ("::1", 99))
        self.assertEqual(table.seen("::1", 12345), ("2001:db8::1", 12345))
        self.assertEqual(table.real("203.0.113.1", 7), ("203.0.113.1", 7))

    def test_ipv6_texts_follow_rfc_5952(self):
        for text in ("::", "::1", "2001:db8::1:0:0:1", "1:2:3:4:5:6:7:8", "fe80::1"):
            self.assertEqual(text6(pack6(text)), text)
        self.assertEqual(text6(pack6("2001:DB8:0:0:1:0:0:1")), "2001:db8::1:0:0:1")
        for wrong in ("1::2::3", "12345::", "1:2", "hello", ":::", "1:2:3:4:5:6:7:8:9"):
            self.assertEqual(family_of(wrong), 0, wrong)


class Pacing(Bench):
    def test_output_leaves_at_the_line_rate(self):
        self.modem(baud=9600)
        self.m.feed(b"AT\r")
        got = b""
        while self.m.wait(100):
            got += self.m.take()
        self.assertEqual(got, OK)
        took = self.m.clock.now() - 100  # the last wait found nothing
        self.assertAlmostEqual(took, (3 + 6) * 10000 / 9600, delta=1.1)

    def test_latency_may_differ_by_command(self):
        self.modem(latency_ms={"+CFUN": 700, "": 10})
        for line, latency in ((b"AT+CFUN?\r", 700), (b"AT\r", 10)):
            start = self.m.clock.now()
            self.m.feed(line)
            self.assertTrue(self.m.wait(5000))
            self.assertEqual(self.m.clock.now() - start, latency)
            self.m.take()


class ByteStream(unittest.TestCase):
    def port(self, **knobs):
        net = MemoryNet()
        return SerialPort(make("sequans", Knobs(echo=False, **knobs), net, VirtualClock()))

    def test_it_reads_like_a_uart(self):
        port = self.port()
        self.assertIsNone(port.read())
        self.assertEqual(port.write(b"AT+CFUN?\r"), 9)
        self.assertEqual(port.any(), 18)
        self.assertEqual(port.read(3), b"\r\n+")
        self.assertEqual(port.readline(), b"CFUN: 1\r\n")
        buffer = bytearray(4)
        self.assertEqual(port.readinto(buffer), 4)
        self.assertEqual(bytes(buffer), b"\r\nOK")
        self.assertEqual(port.read(), b"\r\n")

    def test_empty_reads_let_virtual_time_pass(self):
        port = self.port(latency_ms=20)
        port.write(b"AT\r")
        for _ in range(30):
            got = port.read()
            if got:
                break
        self.assertEqual(got, OK)
