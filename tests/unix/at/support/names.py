# A name server behind the mock modem, written from RFC 1035: peer=Server({...}).
A, NS, CNAME, AAAA, OPT = 1, 2, 5, 28, 41


class Server:
    # zone: {name: [(type, data, ttl), ...]}; `forge` may change an answer: forge(query, answer) gives a list of datagrams.
    def __init__(self, zone, forge=None):
        self.zone = zone
        self.forge = forge
        self.queries = []

    def __call__(self, modem, number, query):
        self.queries.append(query)
        reply = answer(query, self.zone.get(name_of(query)))
        for datagram in self.forge(query, reply) if self.forge else [reply]:
            modem.arrive(number, datagram)


def name_of(query):
    labels, at = [], 12
    while query[at]:
        labels.append(str(query[at + 1 : at + 1 + query[at]], "utf-8"))
        at += 1 + query[at]
    return ".".join(labels)


def name(text):
    return b"".join([bytes([len(part)]) + part.encode() for part in text.split(".")]) + b"\0"


def number(value, size):
    return value.to_bytes(size, "big")


def record(kind, data, ttl=60, owner=b"\xc0\x0c"):
    return owner + number(kind, 2) + b"\0\1" + number(ttl, 4) + number(len(data), 2) + data


def answer(query, records, code=None):
    # records None: the name does not exist.
    if code is None:
        code = 3 if records is None else 0
    wanted = [r for r in records or [] if isinstance(r, bytes) or r[0] in (CNAME, query[-3])]
    body = b"".join([r if isinstance(r, bytes) else record(*r) for r in wanted])
    header = query[:2] + number(0x8180 | code, 2) + b"\0\1" + number(len(wanted), 2) + b"\0\0\0\0"
    return header + query[12:] + body


def v4(text):
    return bytes([int(part) for part in text.split(".")])


def v6(*groups):
    return b"".join([number(group, 2) for group in groups])
