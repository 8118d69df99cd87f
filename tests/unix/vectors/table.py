# Vector by family, where each is shown: the table of tests/README.md. A cell is marked when the expected output of the
# vector's script has a line of that family; no cell may be empty but those of NOT_THERE.
try:
    import os

    import families

    FILES = sorted([entry[0] for entry in os.ilistdir() if entry[0][:1] == "v" and entry[0].endswith(".py")])
except (ImportError, OSError):
    print("SKIP")
    raise SystemExit

COLUMNS = [family.name for family in families.ALL]
# A dialogue of the Python original, which spoke to Sequans through send_at_cmd() and to no other modem.
NOT_THERE = [(12, name) for name in COLUMNS if name != "sequans_text"]


def shown_in(name):
    with open(name + ".exp") as file:
        return [line.split(":")[0] for line in file]


def row(number):
    names = [name for name in FILES if name.startswith("v%02d_" % number)]
    if len(names) != 1:
        return "vector %d has no script, or several" % number
    shown = shown_in(names[0])
    cells = []
    for column in COLUMNS:
        if (column in shown) == ((number, column) in NOT_THERE):
            print("vector %d, %s: not shown, or shown against expectation" % (number, column))
        cells.append("x" if column in shown else "-")
    return "| %d | `%s` | %s |" % (number, names[0][:-3], " | ".join(cells))


with open("../../README.md") as file:
    readme = file.read()
rows = ["| | | `" + "` | `".join(COLUMNS) + "` |"] + [row(number) for number in range(1, 13)]
for line in rows:
    if line not in readme:
        print("not in tests/README.md:", line)
print(len(FILES), "vectors,", len(COLUMNS), "families")
