# The modem as a program: a TCP port (also for an emulator's character device) or a pseudo
# terminal.  CPython only.
import os
import select
import socket
import sys
import threading


class Server:
    # One host at a time, as on a serial line; the modem keeps its state between hosts.
    #
    #   server = Server(modem); port = server.open_tcp(0); server.start(); ...; server.stop()
    def __init__(self, modem, reset_on_connect=False):
        self.modem = modem
        self.reset_on_connect = reset_on_connect
        self.lock = threading.Lock()  # tests hold it while they touch the modem
        self._listener = None
        self._stop = False
        self._thread = None

    def open_tcp(self, port, host="127.0.0.1"):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.socket(family, socket.SOCK_STREAM)
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind((host, port))
        self._listener.listen(1)
        return self._listener.getsockname()[1]

    def open_pty(self):
        # The name of the terminal to open.
        import tty

        self._master, slave = os.openpty()
        tty.setraw(slave)
        self._slave = slave  # kept open, so that a host may come and go
        return os.ttyname(slave)

    def start(self):
        self._thread = threading.Thread(target=self.run, daemon=True)
        self._thread.start()

    def stop(self):
        self._stop = True
        if self._thread:
            self._thread.join()
        if self._listener:
            self._listener.close()
        else:
            os.close(self._slave)
        self.modem.close_all()

    def run(self):
        if self._listener is None:
            return self._serve(PtyLine(self._master))
        while not self._stop:
            host = self._wait_for_host()
            if host:
                if self.reset_on_connect:
                    self.modem.reset()
                self._serve(SocketLine(host))

    def _wait_for_host(self):
        # The modem lives on while nobody listens to it.
        while not self._stop:
            if select.select([self._listener], [], [], 0.02)[0]:
                host = self._listener.accept()[0]
                host.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return host
            with self.lock:
                self.modem.poll()
        return None

    def _serve(self, line):
        modem = self.modem
        modem.net.watch(line)
        try:
            while not self._stop:
                data = line.read()
                if data == b"":
                    return
                with self.lock:
                    if data:
                        modem.feed(data)
                    self._write_out(line)
                    left = self._time_left()
                if not data:
                    modem.clock.sleep(left, modem.net)
        except OSError:
            pass
        finally:
            modem.net.forget(line)
            line.close()

    def _write_out(self, line):
        while self.modem.any():
            line.write(self.modem.take())

    def _time_left(self):
        due = self.modem.next_due()
        return 50 if due is None else min(50, max(0, due - self.modem.clock.now()))


class SocketLine:
    def __init__(self, s):
        self.s = s
        s.setblocking(False)

    def fileno(self):
        return self.s.fileno()

    def read(self):
        # None: nothing there; b"": the host has gone.
        try:
            return self.s.recv(65536)
        except BlockingIOError:
            return None

    def write(self, data):
        while data:
            try:
                data = data[self.s.send(data) :]
            except BlockingIOError:
                select.select([], [self.s], [], 1)

    def close(self):
        self.s.close()


class PtyLine:
    def __init__(self, fd):
        self.fd = fd
        os.set_blocking(fd, False)

    def fileno(self):
        return self.fd

    def read(self):
        try:
            return os.read(self.fd, 65536) or None
        except (BlockingIOError, OSError):
            return None

    def write(self, data):
        while data:
            try:
                data = data[os.write(self.fd, data) :]
            except BlockingIOError:
                if not select.select([], [self.fd], [], 1)[1]:
                    return  # nobody reads the terminal: a serial line drops bytes

    def close(self):
        os.close(self.fd)


def announce(text):
    print(text)
    sys.stdout.flush()
