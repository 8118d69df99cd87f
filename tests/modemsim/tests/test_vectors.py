import unittest

from .drivers import ALL, Nordic, NordicN4, Quectel, Sequans

ALL_BYTES = bytes(range(256))
HOSTILE = (
    ALL_BYTES,
    b"\r\nOK\r\n",
    b"> ",
    b"+++",
    b"\r\nERROR\r\n",
    b"+SQNSRING: 1,5\r\n",
    b"\x1a\x1b\x08\x7f\x00",
    b"\n",
)


def for_every_dialect(test):
    def run(self):
        for kind in ALL:
            with self.subTest(dialect=kind.__name__):
                test(self, kind)

    return run


class Vectors(unittest.TestCase):
    # The conformance vectors of at-dialects.md section 8, for every dialect.

    def exchange(self, driver, i, data):
        before = len(driver.sent())
        driver.send(i, data)
        self.assertEqual(driver.sent()[before:], [data])
        driver.arrive(i, data)
        self.assertEqual(driver.listen(), driver.ring(i, len(data)))
        driver.receive(i, data)

    @for_every_dialect
    def test_1_every_length_up_to_the_maximum_passes_and_one_more_is_refused(self, kind):
        driver = kind()
        driver.open(driver.ids[0])
        for length in (1, 2, 100, 255, 256, 1024, 1399, 1400):
            self.exchange(driver, driver.ids[0], bytes(length))
        driver.send(driver.ids[0], b"x" * driver.max_send)
        driver.send_refused(driver.ids[0], driver.max_send + 1)
        self.exchange(driver, driver.ids[0], b"still alive")

    @for_every_dialect
    def test_2_every_byte_value_and_every_look_alike_passes(self, kind):
        driver = kind()
        driver.open(driver.ids[0])
        for payload in HOSTILE:
            self.exchange(driver, driver.ids[0], payload)

    @for_every_dialect
    def test_3_input_and_output_of_single_bytes_change_nothing(self, kind):
        driver = kind(chunk="byte")
        driver.one_by_one = True
        driver.open(driver.ids[0])
        for payload in HOSTILE:
            self.exchange(driver, driver.ids[0], payload)

    @for_every_dialect
    def test_3_output_in_random_pieces_loses_nothing(self, kind):
        driver = kind(chunk="random", seed=7)
        driver.open(driver.ids[0])
        self.exchange(driver, driver.ids[0], ALL_BYTES)

    def test_4_a_ring_comes_out_at_the_point_that_is_set(self):
        before_info = Sequans(urc_point="before_info", urc_hold_ms=9000)
        before_final = Sequans(urc_point="before_final", urc_hold_ms=9000)
        before_prompt = Sequans(urc_point="before_prompt", urc_hold_ms=9000)
        for driver in (before_info, before_final, before_prompt):
            driver.open(1)
            driver.arrive(1, b"abc")
            self.assertEqual(driver.listen(), b"")
        ring = b"\r\n+SQNSRING: 1,3\r\n"
        before_info.expect(b"AT+CSQ\r", ring + b"\r\n+CSQ: 17,99\r\n\r\nOK\r\n")
        before_final.expect(b"AT+CSQ\r", b"\r\n+CSQ: 17,99\r\n" + ring + b"\r\nOK\r\n")
        before_prompt.expect(b"AT+SQNSSENDEXT=1,1\r", ring + b"\r\n> ")

    def test_4_a_ring_may_come_behind_the_prompt(self):
        driver = Sequans(urc_point="after_prompt", urc_hold_ms=9000)
        driver.open(1)
        driver.arrive(1, b"abc")
        ring = driver.ring(1, 3)
        driver.expect(b"AT+CSQ\r", b"\r\n+CSQ: 17,99\r\n\r\nOK\r\n")
        driver.expect(b"AT+SQNSSENDEXT=1,1\r", b"\r\n> " + ring)
        driver.expect(b"x", b"\r\nOK\r\n")
        self.assertEqual(driver.sent(), [b"x"])

    def test_4_a_held_ring_comes_out_at_last(self):
        driver = Sequans(urc_point="before_prompt", urc_hold_ms=500)
        driver.open(1)
        driver.arrive(1, b"abc")
        self.assertEqual(driver.listen(1000), b"\r\n+SQNSRING: 1,3\r\n")

    def test_4_injected_text_comes_out_once_at_its_point(self):
        driver = Quectel()
        driver.modem.inject(b"\r\n+CEREG: 5\r\n", "before_info", "+CSQ")
        driver.expect(b"AT\r", b"\r\nOK\r\n")
        driver.expect(b"AT+CSQ\r", b"\r\n+CEREG: 5\r\n\r\n+CSQ: 17,99\r\n\r\nOK\r\n")
        driver.expect(b"AT+CSQ\r", b"\r\n+CSQ: 17,99\r\n\r\nOK\r\n")

    @for_every_dialect
    def test_5_two_queued_datagrams_are_read_one_by_one(self, kind):
        driver = kind()
        i = driver.ids[0]
        driver.open(i)
        driver.arrive(i, b"first")
        driver.arrive(i, b"second one")
        driver.listen()
        driver.receive(i, b"first")
        driver.receive(i, b"second one")
        driver.receive_nothing(i)

    @for_every_dialect
    def test_6_two_sockets_never_mix(self, kind):
        driver = kind()
        a, b = driver.ids[0], driver.ids[1]
        driver.open(a)
        driver.open(b)
        for i, data in ((b, b"for b"), (a, b"for a")):
            driver.arrive(i, data)
            self.assertEqual(driver.listen(), driver.ring(i, 5))
        driver.receive(a, b"for a")
        driver.receive(b, b"for b")

    @for_every_dialect
    def test_8_a_silent_command_is_followed_by_a_good_exchange(self, kind):
        driver = kind()
        driver.open(driver.ids[0])
        driver.modem.fault("", "silent")
        self.assertEqual(driver.ask(b"AT+CSQ\r", 9000), b"")
        self.exchange(driver, driver.ids[0], b"again")

    @for_every_dialect
    def test_9_a_restart_in_the_middle_of_an_answer_kills_every_socket(self, kind):
        driver = kind()
        i = driver.ids[0]
        driver.open(i)
        driver.modem.reset_after(5)
        got = driver.ask(b"AT+CSQ\r", 2000)
        self.assertEqual(got, b"\r\n+CS" + driver.modem.banner())
        self.assertEqual(driver.modem.stats.resets, 1)
        self.assertNotIn(b"> ", driver.ask(b"AT+SQNSSENDEXT=1,1\r"))
        driver.ask(b"ATE0\r")
        driver.ask(b"AT+CMEE=1\r")
        driver.prepare()
        driver.open(i)
        self.exchange(driver, i, b"new life")

    @for_every_dialect
    def test_10_the_last_id_works_one_more_is_refused_and_a_freed_one_is_reused(self, kind):
        driver = kind()
        for i in driver.ids:
            driver.open(i)
        self.exchange(driver, driver.ids[-1], b"last")
        with self.assertRaises(AssertionError):
            driver.open(driver.ids[-1] + 1)
        driver.close(driver.ids[2])
        driver.open(driver.ids[2])
        self.exchange(driver, driver.ids[2], b"reused")

    @for_every_dialect
    def test_11_a_lost_network_is_announced_and_sockets_work_after_it_is_back(self, kind):
        driver = kind()
        i = driver.ids[0]
        driver.ask(b"AT+CEREG=1\r")
        driver.open(i)
        driver.modem.set_registration(2)
        self.assertIn(b"\r\n+CEREG: 2\r\n", driver.listen())
        driver.modem.set_registration(5)
        self.assertEqual(driver.listen(), b"\r\n+CEREG: 5\r\n")
        for command in (b"AT#XCLOSE\r", b"AT+QIDEACT=1\r", b"AT+QIACT=1\r"):
            driver.ask(command)
        driver.open(i)
        self.exchange(driver, i, b"back")

    def test_11_quectel_reports_the_context_and_sequans_each_socket(self):
        driver = Quectel()
        driver.open(0)
        driver.modem.set_registration(2)
        self.assertEqual(driver.listen(), b'\r\n+QIURC: "pdpdeact",1\r\n')
        driver = Sequans()
        driver.open(1)
        driver.open(3)
        driver.modem.set_registration(0)
        self.assertEqual(driver.listen(), b"\r\n+SQNSH: 1\r\n\r\n+SQNSH: 3\r\n")

    def test_the_cost_of_one_exchange_is_the_one_of_the_tables(self):
        # at-dialects.md 7.2, 100 bytes each way
        costs = ((Sequans, 3, 139, 158), (Nordic, 2, 260, 188), (Quectel, 3, 144, 175))
        for kind, trips, host, modem in costs:
            driver = kind()
            i = driver.ids[0]
            driver.open(i)
            driver.modem.stats.clear()
            self.exchange_exact(driver, i, bytes(100))
            stats = driver.modem.stats
            self.assertEqual((stats.round_trips, stats.host_bytes), (trips, host), kind.__name__)
            self.assertEqual(stats.modem_bytes, modem, kind.__name__)

    def exchange_exact(self, driver, i, data):
        driver.send(i, data)
        driver.arrive(i, data)
        driver.listen()
        if isinstance(driver, Sequans):
            driver.ask(b"AT+SQNSRECV=1,100\r")
        else:
            driver.receive(i, data)


class NordicDetails(unittest.TestCase):
    def test_a_pause_in_data_mode_splits_the_message(self):
        driver = Nordic()
        driver.open(0)
        driver.expect(b'AT#XSENDTO=0,2,0,"192.0.2.10",5683\r', b"\r\nOK\r\n")
        driver.ask(b"one")
        driver.expect(b"two+++", b"\r\n#XDATAMODE: 0\r\n")
        self.assertEqual(driver.sent(), [b"one", b"two"])

    def test_a_longer_flush_time_keeps_it_whole(self):
        driver = Nordic()
        driver.open(0)
        driver.expect(b"AT#XDATACTRL=1000\r", b"\r\nOK\r\n")
        driver.ask(b'AT#XSENDTO=0,2,0,"192.0.2.10",5683\r')
        driver.ask(b"one+")
        driver.ask(b"two+++")
        self.assertEqual(driver.sent(), [b"one+two"])

    def test_a_pause_makes_payload_of_what_might_begin_the_mark(self):
        driver = Nordic()
        driver.open(0)
        driver.ask(b'AT#XSENDTO=0,2,0,"192.0.2.10",5683\r')
        driver.ask(b"one+")
        driver.expect(b"+++", b"\r\n#XDATAMODE: 0\r\n")
        driver.ask(b'AT#XSENDTO=0,2,0,"192.0.2.10",5683\r')
        driver.ask(b"++")
        driver.expect(b"+", b"\r\n#XDATAMODE: 0\r\n")
        self.assertEqual(driver.sent(), [b"one+"])

    def test_unsolicited_lines_wait_for_100_ms_of_quiet_in_n4(self):
        driver = NordicN4()
        driver.open(0)
        driver.write(b"AT\r")
        driver.arrive(0, b"x")
        start = driver.modem.clock.now()
        self.assertEqual(driver.listen(50), b"\r\nOK\r\n")
        self.assertEqual(driver.listen(100), driver.ring(0, 1))
        self.assertGreaterEqual(driver.modem.clock.now() - start, 100)

    def test_a_send_with_notification_reports_later(self):
        driver = NordicN4()
        driver.open(0)
        got = driver.ask(b'AT#XSENDTO=0,1,8192,"192.0.2.10",5683,"ff"\r')
        self.assertEqual(got, b"\r\n#XSENDTO: 0,1,1\r\n\r\nOK\r\n\r\n#XSENDNTF: 0,0,1\r\n")

    def test_an_open_quote_swallows_the_terminator(self):
        driver = Nordic()
        driver.open(0)
        self.assertEqual(driver.ask(b'AT#XSENDTO=0,0,0,"192.0.2.10",5683,"ab\r'), b"")
        self.assertEqual(driver.ask(b"AT\r"), b"")
        self.assertIn(b"OK", driver.ask(b'"\r'))
        driver.expect(b"AT\r", b"\r\nOK\r\n")

    def test_a_quote_taken_back_is_no_quote(self):
        for generation, end in (("N0", b"\r\n"), ("N1", b"\r"), ("N3", b"\r"), ("N4", b"\r")):
            driver = type("D", (Nordic,), {"generation": generation, "prepare": lambda d: None})()
            closing = b'"' + end + len(end) * b"\x08"
            for back in (b"\x08", b"\x7f"):
                driver.expect(b'AT+"' + back + b"CSQ" + end, b"\r\n+CSQ: 17,99\r\n\r\nOK\r\n")
            # A line end in a quote that is taken back, and its quote with it; twice, as once may be luck.
            for _ in range(2):
                driver.expect(closing + b"\x08", b"")
                driver.expect(b"AT" + end, b"\r\nOK\r\n")
                # Where a quote is open, the same ends it.
                driver.expect(b'AT+CGDCONT=0,"IP","a' + end, b"")
                driver.expect(closing + b"\x08", b"\r\nOK\r\n")
                driver.expect(b"AT" + end, b"\r\nOK\r\n")

    def test_from_1_0_0_on_a_quote_before_at_is_none(self):
        for generation, opens in (("N1", True), ("N2", True), ("N3", False), ("N4", False)):
            driver = type("D", (Nordic,), {"generation": generation, "prepare": lambda d: None})()
            driver.ask(b'"\r')
            driver.expect(b"AT\r", b"" if opens else b"\r\nOK\r\n")

    def test_the_grammar_admits_only_its_forms(self):
        driver = Nordic(cmee=1)
        for line in (b"ATI\r", b"AT+\r", b"AT#\r", b"AT#XSOCKET=01,2,0\r", b"AT#XSOCKET=1,2\r"):
            driver.expect(line, b"\r\nERROR\r\n")
        driver.expect(b"AT+CFUN=9\r", b"\r\n+CME ERROR: 50\r\n")
        driver.expect(b"\r", b"")

    def test_the_generations_are_told_apart_as_described(self):
        probes = {
            b"AT#XACCEPT=?": "N4",
            b"AT#XRECVCFG=?": "N3N4",
            b"AT#XSMVER": "N2N3N4",
            b"AT#XSLMVER": "N0N1",
            b"AT#XCLOSE": "N1N2N3N4",
        }
        for generation in ("N0", "N1", "N2", "N3", "N4"):
            driver = type("D", (Nordic,), {"generation": generation, "prepare": lambda d: None})()
            end = b"\r\n" if generation == "N0" else b"\r"
            for probe in probes:
                good = driver.ask(probe + end).endswith(b"\r\nOK\r\n")
                self.assertEqual(good, generation in probes[probe], (generation, probe))

    def test_n0_answers_the_lines_without_lf_with_one_error(self):
        driver = type("D", (Nordic,), {"generation": "N0", "prepare": lambda d: None})()
        for _ in range(5):
            driver.expect(b"AT\r", b"")
        driver.expect(b"AT\r\n", b"\r\nERROR\r\n")
        driver.expect(b"AT\r\n", b"\r\nOK\r\n")
