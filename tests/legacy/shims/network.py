# Network interfaces of the boards the example scripts are for: Pycom's LTE over the simulated modem, and WLAN.

import modemsim

SERVER = "2001:4860:4860::8888"
# Where the name google.com leads to.
NAMED = "2a00:1450:4001:80b::200e"
STA_IF = 0


# The peer of the plain sockets answers with what it got.
def _answer(peer, data, source):
    peer.send(b"got " + data, source)


# The CoAP server answers with 2.04, piggybacked.
def _answer_coap(peer, data, source):
    print("server got", data[:2], data[4:])
    peer.send(bytes((0x60 | data[0] & 0x0F, 0x44)) + data[2 : 4 + (data[0] & 0x0F)] + b"\xffsaved", source)


def _modem():
    net = modemsim.MemoryNet()
    net.udp_peer(SERVER, 8888, _answer)
    net.udp_peer(SERVER, 5683, _answer_coap)
    net.udp_peer(NAMED, 5683, _answer)
    # Answers take so long that they do not come together with the end of the command.
    return modemsim.LTE(modemsim.Knobs(hosts={"google.com": NAMED}, net_delay_ms=100), net)


class LTE:
    _one = None

    # Pycom has one modem however many objects name it.
    def __init__(self):
        if LTE._one is None:
            LTE._one = _modem()
        # For the socket example of CoAP, which has a data connection.
        self.connected = False

    def send_at_cmd(self, command):
        print(">", _masked(command))
        return LTE._one.send_at_cmd(command)

    def init(self):
        print("LTE.init")

    def isattached(self):
        return LTE._one.isattached()

    def detach(self):
        print("LTE.detach")

    def connect(self):
        self.connected = True

    def isconnected(self):
        return self.connected


# Random parts: the local port, the ids of DNS and CoAP messages.
def _masked(command):
    if isinstance(command, bytes):
        text = command.decode()
        if text.startswith("4") and len(text) > 60:
            return text[:4] + "<id>" + text[8:]
        return "<id>" + text[4:] if text[4:8] == "0100" else text
    fields = command.split(",")
    if command.startswith("AT+SQNSD=") and 8080 <= int(fields[5]) < 10080:
        fields[5] = "<local>"
    return ",".join(fields)


# A network found by scan(): the ESP ports give tuples with bytes first, Pycom gives names.
class _Found:
    sec = 3

    def __init__(self, ssid):
        self.ssid = ssid

    def __getitem__(self, index):
        return self.ssid.encode()


class WLAN:
    STA = 1

    def __init__(self, interface=STA_IF, mode=STA):
        self.joined = None

    def active(self, flag):
        pass

    def scan(self):
        return [_Found("elsewhere"), _Found("myssid"), _Found("Valwify")]

    def connect(self, ssid, password=None, auth=None, timeout=0):
        self.joined = ssid

    def isconnected(self):
        return self.joined is not None

    def ifconfig(self):
        return ("192.168.1.3", "255.255.255.0", "192.168.1.1", "192.168.1.1")
