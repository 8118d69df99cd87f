# What went over the line: the dialogue (bounded), and counts for the cost of an exchange.
from .text import visible


class Stats:
    def __init__(self):
        self.clear()

    def clear(self):
        self.host_bytes = 0  # written by the host
        self.modem_bytes = 0  # handed to the host
        self.commands = 0
        self.data_phases = 0
        self.urcs = 0
        self.resets = 0
        self.by_command = {}
        self.urcs_at = {}  # by the point where they came out

    @property
    def round_trips(self):
        # Points where the host must wait before it may write again.
        return self.commands + self.data_phases

    def command(self, name):
        self.commands += 1
        self.by_command[name] = self.by_command.get(name, 0) + 1

    def urc_came(self, point):
        self.urcs_at[point] = self.urcs_at.get(point, 0) + 1

    def as_dict(self):
        return {
            "host_bytes": self.host_bytes,
            "modem_bytes": self.modem_bytes,
            "commands": self.commands,
            "data_phases": self.data_phases,
            "round_trips": self.round_trips,
            "urcs": self.urcs,
            "resets": self.resets,
        }


class Record:
    # limit: entries kept; 0 keeps none (soak tests), None keeps all.
    # trace: True prints each line as it passes; a function is called with it.
    def __init__(self, limit=2000, trace=False):
        self.entries = []
        self.limit = limit
        self.trace = trace

    def add(self, sign, data, note=""):
        if self.trace:
            for line in readable(sign, data, note):
                if callable(self.trace):
                    self.trace(line)
                else:
                    print(line)
        if self.limit == 0:
            return
        self.entries.append((sign, bytes(data), note))
        if self.limit and len(self.entries) > self.limit:
            self.entries = self.entries[self.limit // 2 :]

    def readable(self):
        lines = []
        for sign, data, note in self.entries:
            lines += readable(sign, data, note)
        return lines

    def transcript(self):
        return [sign + " " + visible(data) + note for sign, data, note in self.entries]


def readable(sign, data, note):
    # One line of text per line on the wire, payload that is no text in transcript notation.
    lines = []
    for part in data.replace(b"\r", b"\n").split(b"\n"):
        if part:
            lines.append(sign + " " + visible(part))
    if note:
        lines.append(sign + " " + note.strip())
    return lines
