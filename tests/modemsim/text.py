# Reading command lines and writing hexadecimal: no modem knowledge here.
import binascii


class BadParameter(Exception):
    pass


def to_bytes(text):
    return text if isinstance(text, bytes) else text.encode()


def to_hex(data, case="lower"):
    digits = binascii.hexlify(data)
    return digits.upper() if case == "upper" else digits


def from_hex(digits):
    # ValueError for anything that is not an even run of hexadecimal digits.
    for c in digits:
        if not (48 <= c <= 57 or 65 <= c <= 70 or 97 <= c <= 102):
            raise ValueError("hex")
    return binascii.unhexlify(digits)


def split_parameters(body):
    # b'1,"a,b",,x' -> [(b"1", False), (b"a,b", True), (b"", False), (b"x", False)]
    fields = []
    start, quoted = 0, False
    for i in range(len(body)):
        c = body[i]
        if c == 0x22:
            quoted = not quoted
        elif c == 0x2C and not quoted:
            fields.append(_field(body[start:i]))
            start = i + 1
    fields.append(_field(body[start:]))
    return fields


def _field(raw):
    raw = raw.strip()
    if len(raw) >= 2 and raw[0] == 0x22 and raw[-1] == 0x22:
        return (raw[1:-1], True)
    return (raw, False)


class Parameters:
    # The comma list of one command; every reader raises BadParameter.
    def __init__(self, body, strict=False):
        self.body = body
        self.strict = strict  # no leading zeros
        self.tail = body
        self.fields = split_parameters(body) if body else []

    def count(self):
        return len(self.fields)

    def has(self, i):
        return i < len(self.fields) and (self.fields[i][0] != b"" or self.fields[i][1])

    def quoted(self, i):
        return i < len(self.fields) and self.fields[i][1]

    def bytes(self, i):
        if i >= len(self.fields):
            raise BadParameter(i)
        return self.fields[i][0]

    def text(self, i, default=None):
        if not self.has(i):
            if default is None:
                raise BadParameter(i)
            return default
        try:
            return self.fields[i][0].decode()
        except UnicodeError:
            raise BadParameter(i)

    def int(self, i, low=0, high=0xFFFFFFFF, default=None):
        if not self.has(i):
            if default is None:
                raise BadParameter(i)
            return default
        raw = self.fields[i][0]
        digits = raw[1:] if raw[:1] in (b"-", b"+") else raw
        if self.fields[i][1] or not digits.isdigit():
            raise BadParameter(i)
        if self.strict and len(digits) > 1 and digits[:1] == b"0":
            raise BadParameter(i)
        value = int(raw)
        if not low <= value <= high:
            raise BadParameter(i)
        return value


def visible(data):
    # The notation of the transcripts: CR, LF as \r, \n, other control bytes as <0x1A>.
    out = []
    for c in data:
        if c == 13:
            out.append("\\r")
        elif c == 10:
            out.append("\\n")
        elif 32 <= c < 127:
            out.append(chr(c))
        else:
            out.append("<0x%02X>" % c)
    return "".join(out)
