# A transfer over TCP keeps the serial line busy with payload: nine tenths of the time, by the simulated modem's clock; with
# a host that looks every millisecond, too, but for those that bench/line.py gives a reason for.
try:
    import modemsim
    from bench import line
except ImportError:
    print("SKIP")
    raise SystemExit

for dialect in line.DIALECTS:
    up, down = line.shares(dialect, line.WokenPort, 16384)
    print(dialect.name, up >= line.GOAL or up, down >= line.GOAL or down)
    up, down = line.shares(dialect, modemsim.SerialPort, 16384)
    least = 0.85 if dialect.name in line.BELOW else line.GOAL
    if min(up, down) < least:
        print("looking:", up, down)
