# A network inside the process, in virtual time: peers are Python functions.
#
#   net = MemoryNet()
#   net.udp_peer("192.0.2.10", 5683, lambda peer, data, source: peer.send(data, source))
#   net.tcp_peer("192.0.2.10", 80, handler)     handler(end, data): None at connect, b"" at close; what it gives
#                                               answers nobody while its `answers` is False
#   end = net.dial(7000, handler)               a stranger connects to a listener of the modem
import time

from .addresses import same_address

# The modem's own addresses: what it sends there comes back to its other sockets.
OWN = ("10.0.12.55", "10.7.89.12")
KEPT, KEPT_BYTES = 256, 16384  # what peers remember for the test: a soak must not grow


class MemoryNet:
    def __init__(self):
        self.clock = None
        self._due = []  # [time, number, function]
        self._number = 0
        self._udp = []  # endpoints of the modem
        self._listeners = []
        self._peers = []
        self._servers = []
        self._next_port = 49152

    # --- called by the modem --------------------------------------------------------------
    def attach(self, clock):
        self.clock = clock

    def udp(self, family, port):
        if not port:
            port = self._free_port()
        end = MemoryUdp(self, family, port)
        self._udp.append(end)
        return end

    def connect(self, host, port, tls=None):
        for server in self._servers:
            if server.port == port and same_address(server.host, host):
                ours, theirs = pair(self, host, port, "10.0.12.55", self._free_port())
                theirs.handler = server.handler
                theirs.tls = tls
                ours.state, ours.server = "dialling", server
                return ours
        for listener in self._listeners:
            if listener.port == port and host in OWN and not listener.is_full():
                ours, theirs = pair(self, host, port, host, self._free_port())
                listener.waiting.append((theirs, host, ours.local_port))
                return ours
        return MemoryStream(self, host, port, "failed")

    def listen(self, family, port):
        for listener in self._listeners:
            if listener.port == port:
                raise OSError(98)
        listener = MemoryListener(self, port)
        self._listeners.append(listener)
        return listener

    def lookup(self, name, system):
        return []

    def next_due(self):
        return self._due[0][0] if self._due else None

    def poll(self):
        now = self.clock.now()
        while self._due and self._due[0][0] <= now:
            self._due.pop(0)[2]()

    def wait(self, ms):
        if not self.clock.is_virtual:
            time.sleep(ms / 1000)
        return False

    def watch(self, thing):
        pass

    def forget(self, thing):
        pass

    # --- called by the test ---------------------------------------------------------------
    def udp_peer(self, host, port, handler=None):
        peer = MemoryPeer(self, host, port, handler)
        self._peers.append(peer)
        return peer

    def tcp_peer(self, host, port, handler):
        server = MemoryServer(host, port, handler)
        self._servers.append(server)
        return server

    def dial(self, port, handler, source=("198.51.100.7", 54321)):
        for listener in self._listeners:
            if listener.port == port and not listener.is_full():
                ours, theirs = pair(self, source[0], source[1], "10.0.12.55", port)
                theirs.handler = handler
                listener.waiting.append((ours, source[0], source[1]))
                handler(theirs, None)
                return theirs
        return None

    def later(self, ms, function):
        due = (self.clock.now() if self.clock else 0) + ms
        self._number += 1
        item = [due, self._number, function]
        i = len(self._due)
        while i and self._due[i - 1][0] > due:
            i -= 1
        self._due.insert(i, item)

    # --- inside ---------------------------------------------------------------------------
    def _free_port(self):
        self._next_port += 1
        return self._next_port - 1

    def _to_peer(self, data, host, port, source):
        for peer in self._peers:
            if peer.port == port and same_address(peer.host, host):
                peer.received.append((data, source))
                if len(peer.received) > KEPT:
                    peer.received.pop(0)
                if peer.handler:
                    peer.handler(peer, data, source)
        if host in OWN:
            self._to_modem(data, host, source[1], port)

    def _to_modem(self, data, host, port, to_port):
        for end in self._udp:
            if end.port == to_port:
                end.inbox.append((data, host, port))


class MemoryPeer:
    # A UDP peer; `received` holds (data, (host, port)) of what reached it last.
    def __init__(self, net, host, port, handler):
        self.net, self.host, self.port, self.handler = net, host, port, handler
        self.received = []

    def send(self, data, to, delay_ms=0):
        # to: the modem's port, or the (host, port) a handler was given.
        port = to if isinstance(to, int) else to[1]
        self.net.later(delay_ms, lambda: self.net._to_modem(data, self.host, self.port, port))


class MemoryServer:
    # A TCP peer; while `answers` is False nobody comes through to it, and nobody is refused.
    def __init__(self, host, port, handler):
        self.host, self.port, self.handler = host, port, handler
        self.answers = True


class MemoryUdp:
    def __init__(self, net, family, port):
        self.net, self.family, self.port = net, family, port
        self.inbox = []

    def sendto(self, data, host, port):
        self.net._to_peer(data, host, port, ("10.0.12.55", self.port))

    def recvfrom(self):
        return self.inbox.pop(0) if self.inbox else None

    def close(self):
        if self in self.net._udp:
            self.net._udp.remove(self)


class MemoryListener:
    def __init__(self, net, port):
        self.net, self.port = net, port
        self.waiting = []
        self.is_full = lambda: False

    def accept(self):
        return self.waiting.pop(0) if self.waiting else None

    def close(self):
        if self in self.net._listeners:
            self.net._listeners.remove(self)


def pair(net, far_host, far_port, near_host, near_port):
    near = MemoryStream(net, far_host, far_port, "open")
    far = MemoryStream(net, near_host, near_port, "open")
    near.local_port = near_port
    near.other, far.other = far, near
    return near, far


class MemoryStream:
    # One end of a connection; the far end has a handler, the modem's end is read by recv().
    def __init__(self, net, host, port, state):
        self.net, self.host, self.port, self.state = net, host, port, state
        self.local_port = 0
        self.server = None
        self.other = None
        self.handler = None
        self.error = "refused" if state == "failed" else None
        self.inbox = b""
        self.ended = False
        self.received = b""

    def progress(self):
        if self.state == "dialling" and self.server.answers:
            self.state = "open"
            self.server.handler(self.other, None)
        return self.state

    def watch(self, wanted):
        pass

    def recv(self, limit):
        if self.inbox:
            data, self.inbox = self.inbox[:limit], self.inbox[limit:]
            return data
        return b"" if self.ended else None

    def send(self, data, delay_ms=0):
        far = self.other
        if far is None or self.state == "closed" or far.state == "closed":
            raise OSError(104)
        if delay_ms:
            self.net.later(delay_ms, lambda: far._arrive(data))
        else:
            far._arrive(data)
        return len(data)

    def close(self, delay_ms=0):
        if delay_ms:
            self.net.later(delay_ms, self.close)
        elif self.state != "closed":
            stood, self.state = self.state == "open", "closed"
            if self.other and stood:
                self.other._arrive(b"")

    def _arrive(self, data):
        if self.handler:
            self.received = (self.received + data)[-KEPT_BYTES:]
            self.handler(self, data)
        elif data:
            self.inbox += data
        else:
            self.ended = True
