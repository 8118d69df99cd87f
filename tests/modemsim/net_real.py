# Real sockets behind the modem, non-blocking; the only file that knows how the socket
# modules of CPython and of MicroPython's unix port differ.
import select
import socket
import sys

from .addresses import AddressMap, family_of, from_sockaddr, is_loopback

MICROPYTHON = sys.implementation.name == "micropython"
WILDCARD = {4: "0.0.0.0", 6: "::"}
EAGAIN, EINPROGRESS, EALREADY, EISCONN, EINVAL = 11, 115, 114, 106, 22


def number_of(error):
    return error.args[0] if error.args else 0


def sockaddr(host, port, family=0):
    # What bind, connect and sendto want, or None for an unknown name.
    try:
        if MICROPYTHON:
            return socket.getaddrinfo(host, port)[0][-1]
        wanted = {0: 0, 4: socket.AF_INET, 6: socket.AF_INET6}[family]
        return socket.getaddrinfo(host, port, wanted)[0][4]
    except OSError:
        return None


def plain(address):
    # (text, port) of what recvfrom and accept give.
    if isinstance(address, (bytes, bytearray)):
        return from_sockaddr(address)
    return address[0], address[1]


def open_socket(family, kind):
    s = socket.socket(socket.AF_INET6 if family == 6 else socket.AF_INET, kind)
    s.setblocking(False)
    return s


def bind_to(s, host, port):
    # The wanted port if it is free here, else another one; returns which.
    for wanted in [port] + list(range(47000, 47100)):
        try:
            s.bind(sockaddr(host, wanted))
            return wanted
        except OSError:
            pass
    return 0


class RealNet:
    # map: see AddressMap.  bind4, bind6: where the modem's own ports live.
    def __init__(self, map=None, bind4="127.0.0.1", bind6="::1"):
        self.map = map if isinstance(map, AddressMap) else AddressMap(map)
        self.bind4, self.bind6 = bind4, bind6
        self._poll = select.poll()

    def attach(self, clock):
        pass

    def own(self, family):
        return self.bind6 if family == 6 else self.bind4

    def udp(self, family, port):
        return RealUdp(self, family, port)

    def connect(self, host, port, tls=None):
        if tls is None:
            return RealStream(self, host, port)
        from .tls import TlsStream  # NotImplementedError under MicroPython

        return TlsStream(RealStream(self, host, port), tls)

    def listen(self, family, port):
        return RealListener(self, family, port)

    def lookup(self, name, system):
        # Address texts of a name in the map, else (if `system`) of the system's resolver.
        found = []
        mapped = self.map.address_of(name)
        if mapped:
            name = mapped
        elif not system:
            return found
        try:
            for row in socket.getaddrinfo(name, 1):
                host = plain(row[-1])[0]
                if host not in found:
                    found.append(host)
        except OSError:
            pass
        return found

    def next_due(self):
        return None

    def poll(self):
        pass

    def watch(self, s, flags=select.POLLIN):
        self._poll.register(s, flags)

    def forget(self, s):
        try:
            self._poll.unregister(s)
        except (OSError, KeyError, ValueError):
            pass

    def wait(self, ms):
        # True when a socket became ready within the time; rounded down, so that a paced line
        # keeps its rate (the caller looks at its clock again).
        return bool(self._poll.poll(int(ms)))


class RealUdp:
    # Bound to loopback as long as it only talks to this machine.
    def __init__(self, net, family, port):
        self.net, self.family, self.port = net, family, port
        self.real_port = 0  # where it can be reached on this machine; 0: not bound yet
        self._open(net.own(family) if port else None)

    def _open(self, here):
        self.s = open_socket(self.family, socket.SOCK_DGRAM)
        self._here = here
        if here:
            self.real_port = bind_to(self.s, here, self.port)
        self.net.watch(self.s)

    def _reach(self, host):
        # Bind before the first datagram goes out, and wider when it leaves the machine.
        own = self.net.own(self.family)
        wanted = own if is_loopback(host) or not is_loopback(own) else WILDCARD[self.family]
        if self._here in (None, own) and self._here != wanted:
            self.close()
            self._open(wanted)

    def sendto(self, data, host, port):
        real = self.net.map.real(host, port)
        target = sockaddr(real[0], real[1], self.family)
        if target is None:
            return
        self._reach(plain(target)[0])
        try:
            self.s.sendto(data, target)
        except OSError:
            pass  # a datagram may get lost anywhere

    def recvfrom(self):
        try:
            data, source = self.s.recvfrom(65536)
        except OSError:
            return None
        host, port = plain(source)
        host, port = self.net.map.seen(host, port)
        return data, host, port

    def close(self):
        self.net.forget(self.s)
        self.s.close()


class RealStream:
    def __init__(self, net, host, port, accepted=None):
        self.net, self.host, self.port = net, host, port
        self.error = None
        self.local_port = 0
        if accepted:
            self.s, self.state = accepted, "open"
            self.s.setblocking(False)
            net.watch(self.s)
            return
        real = net.map.real(host, port)
        self._target = sockaddr(real[0], real[1])
        if self._target is None:
            self.s, self.state, self.error = None, "failed", "name"
            return
        family = 6 if family_of(plain(self._target)[0]) == 6 else 4
        self.s = open_socket(family, socket.SOCK_STREAM)
        self.state = "connecting"
        self.progress()
        net.watch(self.s, select.POLLIN if self.state == "open" else select.POLLOUT)

    def progress(self):
        # A repeated connect() tells how the attempt stands, on both interpreters alike.
        if self.state != "connecting":
            return self.state
        try:
            self.s.connect(self._target)
            number = EISCONN
        except OSError as e:
            number = number_of(e)
        if number == EISCONN:
            self.state = "open"
            self.watch(True)
        elif number not in (EINPROGRESS, EALREADY, EAGAIN):
            self.state, self.error = "failed", "refused"
        return self.state

    def watch(self, wanted):
        # Whether arriving data ends a wait; off while the modem's buffer is full.
        self.net.forget(self.s)
        if wanted:
            self.net.watch(self.s)

    def recv(self, limit):
        try:
            return self.s.recv(limit)
        except OSError as e:
            return None if number_of(e) == EAGAIN else b""

    def send(self, data):
        # Bytes taken; OSError when the connection is gone.
        try:
            sent = self.s.send(data)
        except OSError as e:
            if number_of(e) == EAGAIN:
                return 0
            raise
        return 0 if sent is None else sent

    def close(self):
        if self.s:
            self.net.forget(self.s)
            self.s.close()
            self.s = None
        self.state = "closed"


class RealListener:
    def __init__(self, net, family, port):
        self.net, self.port = net, port
        self.s = open_socket(family, socket.SOCK_STREAM)
        try:
            self.s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            real = net.map.real("listen", port)
            self.s.bind(sockaddr(net.own(family), real[1]))
            self.s.listen(8)
        except OSError:
            self.s.close()
            raise
        net.watch(self.s)

    def accept(self):
        try:
            s, source = self.s.accept()
        except OSError:
            return None
        host, port = plain(source)
        return RealStream(self.net, host, port, s), host, port

    def close(self):
        self.net.forget(self.s)
        self.s.close()
