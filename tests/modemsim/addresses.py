# Address texts, binary socket addresses, and the map from the addresses a script uses
# ("192.0.2.10") to the ones that are reachable here ("127.0.0.1", other port).
import struct


def pack4(text):
    parts = text.split(".")
    if len(parts) != 4:
        raise ValueError(text)
    for part in parts:
        if not part.isdigit() or int(part) > 255:
            raise ValueError(text)
    return bytes([int(part) for part in parts])


def pack6(text):
    if text.count("::") > 1 or text.count(":") < 2:
        raise ValueError(text)
    head, gap, tail = text, "", ""
    if "::" in text:
        at = text.find("::")
        head, gap, tail = text[:at], "::", text[at + 2 :]
    front, back = _groups(head), _groups(tail)
    missing = 16 - len(front) - len(back)
    if missing < (2 if gap else 0) or (not gap and missing):
        raise ValueError(text)
    return front + bytes(missing) + back


def _groups(text):
    out = b""
    if text:
        for group in text.split(":"):
            if "." in group:
                out += pack4(group)
                continue
            if not 1 <= len(group) <= 4:
                raise ValueError(text)
            out += struct.pack(">H", int(group, 16))
    return out


def text4(raw):
    return "%d.%d.%d.%d" % (raw[0], raw[1], raw[2], raw[3])


def text6(raw):
    # RFC 5952: the longest run of zero groups (at least two, the first of equals) becomes ::
    groups = struct.unpack(">8H", raw)
    best, best_length, i = -1, 1, 0
    while i < 8:
        j = i
        while j < 8 and groups[j] == 0:
            j += 1
        if j - i > best_length:
            best, best_length = i, j - i
        i = max(j, i + 1)
    words = ["%x" % g for g in groups]
    if best < 0:
        return ":".join(words)
    return ":".join(words[:best]) + "::" + ":".join(words[best + best_length :])


def full6(text):
    # All eight groups; other texts as they are.
    if family_of(text) != 6:
        return text
    return ":".join(["%x" % g for g in struct.unpack(">8H", pack6(text))])


def family_of(text):
    # 4, 6, or 0 for a name.
    for family, pack in ((4, pack4), (6, pack6)):
        try:
            pack(text)
            return family
        except ValueError:
            pass
    return 0


def same_address(a, b):
    if a == b:
        return True
    if family_of(a) == 6 and family_of(b) == 6:
        return pack6(a) == pack6(b)
    return False


def from_sockaddr(raw):
    # Binary sockaddr of Linux (MicroPython's unix port) -> (text, port).
    family = struct.unpack("<H", raw[:2])[0]
    port = struct.unpack(">H", raw[2:4])[0]
    if family == 2:
        return text4(raw[4:8]), port
    return text6(raw[8:24]), port


def is_loopback(text):
    return text.startswith("127.") or text == "::1" or text == "localhost"


class AddressMap:
    # Keys and values: "host" or "host:port" ("[v6]:port"), or tuples (host, port).
    def __init__(self, pairs=None):
        self._forward = {}
        self._back = {}
        for key in pairs or {}:
            self.add(key, pairs[key])

    def add(self, key, value):
        self._forward[split_port(key)] = split_port(value)

    def real(self, host, port):
        # The reachable end point; remembers it so that answers show the script's address.
        target = self._forward.get((host, port)) or self._forward.get((host, None))
        if target is None:
            return host, port
        real = (target[0], port if target[1] is None else target[1])
        self._back[real] = (host, port)
        return real

    def seen(self, host, port):
        if (host, port) in self._back:
            return self._back[(host, port)]
        for key in self._forward:
            target = self._forward[key]
            if target[1] is None and target[0] == host and key[1] is None:
                return key[0], port
        return host, port

    def address_of(self, name):
        # Where a name in the map leads; its rows then also hold for that address.
        found = None
        for key in list(self._forward):
            if key[0] == name:
                target = self._forward[key]
                found = target[0]
                self._forward[(found, key[1])] = target
        return found


def split_port(text):
    if isinstance(text, tuple):
        return text
    if text.startswith("["):
        end = text.find("]")
        rest = text[end + 1 :]
        return text[1:end], int(rest[1:]) if rest else None
    if text.count(":") == 1:
        host, port = text.split(":")
        return host, int(port)
    return text, None
