# A modem object as Pycom's LTE is one, written from the drop-in contract (legacy-api.md 3): one text in, one text out.
#
#   modem, sock = attached()             a socket of the module on a new Modem
#   modem.answers.append(("AT+SQNSD", "\r\nERROR\r\n"))     the next answer to such a command
#   modem.arrive(1, b"data")             a datagram for connection 1
#
# An answer may be a text, an exception to raise, or a function of the command that returns the text, perhaps with
# modem.answer(command) in it, which is what the modem says by itself.
import microATsocket

OK = "\r\nOK\r\n"
ERROR = "\r\nERROR\r\n"
PROMPT = "\r\n> "
PEER = ("192.0.2.10", 5683)
# What the originals asked without using the answers: allowed, never needed (A17).
OPTIONAL = ("AT+SQNSCFGEXT?", "AT+SQNSI=", "AT+CEREG?", "AT+CFUN?", "AT+CGATT?")


class Connection:
    def __init__(self):
        self.modes = "1,0,0,0,0,0,0"
        self.dialled = None
        self.inbox = []

    @property
    def is_hex(self):
        return self.modes[2] == "1"


class Modem:
    # show: print every command. peer(modem, id, data) is called with every datagram that was sent.
    def __init__(self, show=True, peer=None):
        self.show = show
        self.peer = peer
        self.answers = []
        self.rings = ""
        self.glue = False  # rings come behind the OK of a payload, not at the next Pycom_Dummy
        self.echo = False
        self.sent = []
        self.commands = []
        self.connections = [Connection() for _ in range(7)]
        self.announced = None
        self.swallowed = b""

    def send_at_cmd(self, command):
        if not isinstance(command, (str, bytes)):
            raise TypeError("can't convert '%s' object to str implicitly" % type(command).__name__)
        text = command if isinstance(command, str) else "".join([chr(byte) for byte in command])
        self.commands.append(command)
        if self.show and not any(text.startswith(start) for start in OPTIONAL):
            print(">", masked(command) if isinstance(command, str) else command)
        reply = self._scripted(command, text)
        if self.echo and text != "Pycom_Dummy":
            reply = text + "\r" + reply
        return reply

    def arrive(self, number, data, ring=None):
        self.connections[number].inbox.append(data)
        self.rings += "\r\n+SQNSRING: %d,%d\r\n" % (number, len(data)) if ring is None else ring

    def _scripted(self, command, text):
        for i, (start, answer) in enumerate(self.answers):
            if text.startswith(start):
                self.answers.pop(i)
                if callable(answer):
                    return answer(command)
                self.announced = None
                if isinstance(answer, BaseException):
                    raise answer
                return answer
        return self.answer(command)

    def answer(self, command):
        # What the modem says by itself.
        if self.announced is not None:
            return self._payload(command)
        if isinstance(command, bytes):
            return ERROR
        name, _, rest = command.partition("=")
        action = ACTIONS.get(name)
        return action(self, rest.split(",")) if action else OK

    def _payload(self, command):
        # Exactly as many characters as announced; a shorter text is part of it, and the modem goes on waiting.
        number, length = self.announced
        connection = self.connections[number]
        self.swallowed += (command.encode() if isinstance(command, str) else command) + b"\r"
        count = 2 * length if connection.is_hex else length
        if len(self.swallowed) < count:
            return ""
        data, self.swallowed, self.announced = self.swallowed[:count], b"", None
        if connection.is_hex:
            try:
                data = unhex(data)
            except ValueError:
                return ERROR
        self.sent.append(data)
        if self.peer:
            self.peer(self, number, data)
        return OK + (self._listen([]) if self.glue else "")

    def _listen(self, fields):
        rings, self.rings = self.rings, ""
        return rings

    def _configure(self, fields):
        connection = self.connections[int(fields[0])]
        connection.modes = ",".join(fields[1:])
        return OK

    def _dial(self, fields):
        connection = self.connections[int(fields[0])]
        if connection.dialled:
            return ERROR
        connection.dialled = (fields[3].strip('"'), int(fields[2]))
        connection.inbox = []
        return OK

    def _hang_up(self, fields):
        self.connections[int(fields[0])].dialled = None
        return OK

    def _announce(self, fields):
        if not self.connections[int(fields[0])].dialled:
            return ERROR
        self.announced, self.swallowed = (int(fields[0]), int(fields[1])), b""
        return PROMPT

    def _fetch(self, fields):
        number = int(fields[0])
        connection = self.connections[number]
        if not connection.inbox:
            return ERROR
        data = connection.inbox.pop(0)
        limit = int(fields[1])
        if len(data) > limit:
            connection.inbox.insert(0, data[limit:])
            data = data[:limit]
        text = tohex(data) if connection.is_hex else data.decode()
        return "\r\n+SQNSRECV: %d,%d\r\n%s\r\n" % (number, len(data), text) + OK


ACTIONS = {
    "Pycom_Dummy": Modem._listen,
    "AT+SQNSCFGEXT": Modem._configure,
    "AT+SQNSD": Modem._dial,
    "AT+SQNSH": Modem._hang_up,
    "AT+SQNSSENDEXT": Modem._announce,
    "AT+SQNSRECV": Modem._fetch,
}


def tohex(data):
    return "".join(["%02x" % byte for byte in data])


def unhex(digits):
    return bytes([int(digits[i : i + 2], 16) for i in range(0, len(digits), 2)])


def masked(command):
    # A local port drawn at random is one of 8080..10079.
    fields = command.split(",")
    if command.startswith("AT+SQNSD=") and 8080 <= int(fields[5]) < 10080:
        fields[5] = "<8080..10079>"
    return ",".join(fields)


def attached(show=True, peer=None, family=microATsocket.AF_INET, bound=None):
    modem = Modem(show, peer)
    return modem, another(modem, family, bound)


def another(modem, family=microATsocket.AF_INET, bound=None):
    sock = microATsocket.socket(family, microATsocket.SOCK_DGRAM)
    sock.setModemInstance(modem)
    sock.dialPause = sock.dnsTimeout = 0  # tests do not sleep
    if bound:
        sock.bind(("", bound))
    return sock


def echo(modem, number, data):
    modem.arrive(number, data)


def raised(function, *args, **keywords):
    # Runs the call and prints what it gives or raises.
    try:
        print(function(*args, **keywords))
    except Exception as error:
        print(type(error).__name__, error.args)
