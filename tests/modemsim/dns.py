# A name server of a few lines: answers A and AAAA questions from a table of names.
import struct

from .addresses import family_of, pack4, pack6

TYPES = {1: (4, pack4), 28: (6, pack6)}


def addresses_of(hosts, name, family=0):
    # hosts: {"name": "address" or [addresses]}; family 0 = both.
    found = (hosts or {}).get(name.lower().rstrip("."))
    if found is None:
        return None
    if isinstance(found, str):
        found = [found]
    return [a for a in found if family in (0, family_of(a))]


def question(query):
    # (name, type, end of the question), or None.
    if len(query) < 17 or query[2] & 0x80 or struct.unpack(">H", query[4:6])[0] != 1:
        return None
    labels, at = [], 12
    while at < len(query) and query[at]:
        length = query[at]
        if length > 63 or at + 1 + length >= len(query):
            return None
        labels.append(query[at + 1 : at + 1 + length].decode())
        at += 1 + length
    if at + 5 > len(query):
        return None
    return ".".join(labels), struct.unpack(">H", query[at + 1 : at + 3])[0], at + 5


def answer(query, hosts, ttl=600):
    # The answer datagram for a query datagram; None when it is no query.
    asked = question(query)
    if asked is None:
        return None
    name, kind, end = asked
    known = addresses_of(hosts, name)
    records = []
    if known and kind in TYPES:
        family, pack = TYPES[kind]
        records = [pack(a) for a in known if family_of(a) == family]
    flags = 0x8180 if known is not None else 0x8183
    out = query[:2] + struct.pack(">HHHHH", flags, 1, len(records), 0, 0) + query[12:end]
    for raw in records:
        out += struct.pack(">HHHIH", 0xC00C, kind, 1, ttl, len(raw)) + raw
    return out
