# The stand-alone modem: a TCP port, a pseudo terminal, the command line.
import os
import select
import socket
import subprocess
import sys
import unittest

from modemsim import Knobs, RealClock, RealNet, make
from modemsim.server import Server

TESTS = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def until(read, end):
    got = b""
    while not got.endswith(end):
        piece = read()
        if not piece:
            raise AssertionError(got)
        got += piece
    return got


class StandAlone(unittest.TestCase):
    def modem(self):
        return make("sequans", Knobs(), RealNet({}), RealClock(0.1))

    def test_a_host_on_the_tcp_port_meets_echo_first(self):
        server = Server(self.modem())
        port = server.open_tcp(0)
        server.start()
        for greeting in (b"AT\r\r\nOK\r\n", b"AT\r\r\nOK\r\n"):  # a second host comes later
            with socket.create_connection(("127.0.0.1", port), 5) as s:
                s.sendall(b"AT\r")
                self.assertEqual(until(lambda: s.recv(100), b"OK\r\n"), greeting)
        server.stop()

    def test_a_ring_reaches_a_host_that_is_silent(self):
        server = Server(self.modem())
        port = server.open_tcp(0)
        server.start()
        peer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        peer.bind(("127.0.0.1", 0))
        peer.settimeout(5)
        with peer, socket.create_connection(("127.0.0.1", port), 5) as s:
            s.sendall(b"ATE0\r")
            until(lambda: s.recv(100), b"OK\r\n")
            s.sendall(b'AT+SQNSD=1,1,%d,"127.0.0.1",0,0,1\r' % peer.getsockname()[1])
            until(lambda: s.recv(100), b"OK\r\n")
            s.sendall(b"AT+SQNSSENDEXT=1,2\r")
            until(lambda: s.recv(100), b"> ")
            s.sendall(b"hi")
            until(lambda: s.recv(100), b"OK\r\n")
            data, source = peer.recvfrom(100)
            peer.sendto(data, source)
            self.assertEqual(until(lambda: s.recv(100), b"1\r\n"), b"\r\n+SQNSRING: 1\r\n")
        server.stop()

    def test_a_pseudo_terminal_works_as_a_serial_line(self):
        server = Server(self.modem())
        name = server.open_pty()
        server.start()
        fd = os.open(name, os.O_RDWR | os.O_NOCTTY)

        def read():
            return os.read(fd, 100) if select.select([fd], [], [], 5)[0] else b""

        os.write(fd, b"AT+CFUN?\r")
        self.assertEqual(until(read, b"OK\r\n"), b"AT+CFUN?\r\r\n+CFUN: 1\r\n\r\nOK\r\n")
        os.close(fd)
        server.stop()

    def test_the_command_line_starts_a_modem_of_any_dialect(self):
        env = dict(os.environ, PYTHONPATH=TESTS)
        for options, answer in (
            (["--dialect", "nordic", "--knob", "generation=N4"], b'\r\n#XSMVER: "v2.0.0","v3.2.0"\r\n\r\nOK\r\n'),
            (["--dialect", "quectel", "--knob", "echo=False"], b"\r\nERROR\r\n"),
        ):
            command = [sys.executable, "-m", "modemsim", "--tcp", "0"] + options
            with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as run:
                port = int(run.stdout.readline().split()[-1])
                with socket.create_connection(("127.0.0.1", port), 5) as s:
                    s.sendall(b"AT#XSMVER\r")
                    self.assertEqual(until(lambda s=s: s.recv(100), answer[-6:]), answer)
                run.terminate()
