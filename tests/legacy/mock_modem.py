# A modem object with send_at_cmd, for comparing two implementations call by call: it prints each call when it
# comes and answers with exactly one text. Rules: spec of the drop-in contract, section 3.2.

OK = "\r\nOK\r\n"
ERROR = "\r\nERROR\r\n"
PROMPT = "\r\n> "


def _hexlify(data):
    return "".join("%02x" % byte for byte in data)


def _unhexlify(text):
    return bytes(int(text[i : i + 2], 16) for i in range(0, len(text), 2))


class _Connection:
    def __init__(self):
        self.config = "0,0,0,0,0,0,0"
        self.remote = None
        self.received = []

    def hexadecimal(self):
        return self.config.split(",")[1] == "1"


class MockModem:
    # peer(ip, port, data) gives the datagrams that come back at once.
    # Switches, all attributes that may be set at any time:
    #   dial_failures     this many AT+SQNSD fail first
    #   refused           replies for commands that start with a key, e.g. {"AT+SQNSSENDEXT": "\r\nERROR\r\n"}
    #   after_payload     text in place of OK behind the data phase
    #   glue              rings come behind the OK of the data phase instead of waiting for the next look
    #   rings_before      text put in front of the next rings
    #   echo              every reply starts with the command
    #   flush             a command drops the rings that wait, as Pycom's firmware does
    #   limit             longer commands are not sent and get no answer
    #   quiet             print nothing
    def __init__(self, peer=None):
        self.peer = peer
        self.dial_failures = 0
        self.refused = {}
        self.after_payload = OK
        self.glue = False
        self.rings_before = ""
        self.echo = False
        self.flush = False
        self.limit = None
        self.quiet = False
        self.connections = [None] + [_Connection() for _ in range(6)]
        self.rings = ""
        self.announced = None

    def send_at_cmd(self, command):
        if not isinstance(command, (str, bytes)):
            print("> refused:", type(command).__name__)
            raise TypeError("command must be str or bytes")
        if not self.quiet:
            print(">", self._masked(command) if isinstance(command, str) else command)
        reply = self._reply(command)
        if self.echo and isinstance(command, str):
            reply = command + "\r" + reply
        # Pycom hands over C text.
        return reply.split("\0")[0]

    # The local port is drawn at random, so its value cannot be compared.
    def _masked(self, command):
        if not command.startswith("AT+SQNSD="):
            return command
        fields = command.split(",")
        if len(fields) > 5 and fields[5].isdigit() and 8080 <= int(fields[5]) < 10080:
            fields[5] = "<local>"
        return ",".join(fields)

    def _reply(self, command):
        if self.limit is not None and len(command) > self.limit:
            return ""
        if isinstance(command, str) and "Pycom_Dummy" in command:
            rings, self.rings = self.rings, ""
            return rings
        if self.flush:
            self.rings = ""
        if self.announced is not None:
            return self._payload(command)
        command = command.decode() if isinstance(command, bytes) else command
        for start in self.refused:
            if command.startswith(start):
                return self.refused[start]
        return self._command(command)

    def _command(self, command):
        name, _, arguments = command.partition("=")
        fields = arguments.split(",")
        if name == "AT+SQNSCFGEXT?":
            lines = ["\r\n+SQNSCFGEXT: %d,%s" % (i, c.config) for i, c in enumerate(self.connections) if c]
            return "".join(lines) + "\r\n" + OK
        if name in ("AT+CEREG?", "AT+CFUN?", "AT+CGATT?", "AT"):
            values = {"AT+CEREG?": "1,1", "AT+CFUN?": "1", "AT+CGATT?": "1"}
            return "\r\n%s: %s\r\n" % (name[2:-1], values[name]) + OK if name in values else OK
        actions = {
            "AT+SQNSH": self._shut,
            "AT+SQNSCFGEXT": self._configure,
            "AT+SQNSI": self._information,
            "AT+SQNSD": self._dial,
            "AT+SQNSSENDEXT": self._announce,
            "AT+SQNSRECV": self._fetch,
        }
        if name not in actions or not fields[0].isdigit() or not 1 <= int(fields[0]) <= 6:
            return ERROR
        return actions[name](int(fields[0]), fields)

    def _shut(self, number, fields):
        self.connections[number].remote = None
        self.connections[number].received = []
        return OK

    def _configure(self, number, fields):
        self.connections[number].config = ",".join(fields[1:])
        return OK

    def _information(self, number, fields):
        return "\r\n+SQNSI: %d,0,0,0,0\r\n" % number + OK

    def _dial(self, number, fields):
        if self.dial_failures > 0:
            self.dial_failures -= 1
            return ERROR
        self.connections[number].remote = (fields[3].strip('"'), int(fields[2]))
        return OK

    def _announce(self, number, fields):
        if self.connections[number].remote is None:
            return ERROR
        self.announced = (number, int(fields[1]))
        return PROMPT

    def _payload(self, data):
        number, length = self.announced
        self.announced = None
        connection = self.connections[number]
        data = data.encode() if isinstance(data, str) else data
        if connection.hexadecimal():
            if len(data) != 2 * length:
                return ERROR
            data = _unhexlify(data.decode())
        elif len(data) != length:
            return ERROR
        before = self.rings
        self.rings = ""
        if self.peer:
            for answer in self.peer(connection.remote[0], connection.remote[1], data):
                self.arrive(number, answer)
        if self.glue:
            glued, self.rings = self.rings, before
            return self.after_payload + glued
        self.rings = before + self.rings
        return self.after_payload

    def _fetch(self, number, fields):
        connection = self.connections[number]
        if connection.remote is None or not connection.received:
            return ERROR
        data = connection.received.pop(0)
        most = int(fields[1])
        if len(data) > most:
            connection.received.insert(0, data[most:])
            data = data[:most]
        text = _hexlify(data) if connection.hexadecimal() else "".join(chr(byte) for byte in data)
        return "\r\n+SQNSRECV: %d,%d\r\n%s\r\n" % (number, len(data), text) + OK

    # A datagram comes in for a connection.
    def arrive(self, number, data):
        self.connections[number].received.append(data)
        ring = "\r\n+SQNSRING: %d,%d\r\n" % (number, len(data))
        self.rings += self.rings_before + ring
        self.rings_before = ""


# Answers DNS queries out of a table {(name, type): [addresses as bytes]}; a name with no entry does not exist.
class MockResolver:
    def __init__(self, table):
        self.table = table
        # The next answers are passed through these functions first.
        self.spoil = []

    def __call__(self, ip, port, query):
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1 : at + 1 + query[at]].decode())
            at += 1 + query[at]
        kind = query[at + 2]
        found = self.table.get((".".join(labels), kind))
        answer = bytearray(query)
        answer[2:4] = b"\x81\x83" if found is None else b"\x81\x80"
        for address in found or []:
            answer[7] += 1
            answer += b"\xc0\x0c\0" + bytes((kind, 0, 1, 0, 0, 1, 44, 0, len(address))) + address
        for change in self.spoil:
            answer = change(answer)
        return [] if answer is None else [bytes(answer)]
