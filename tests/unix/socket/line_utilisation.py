# A transfer over TCP keeps the serial line busy with payload: nine tenths of the time, by the simulated modem's clock.
try:
    from bench import line
except ImportError:
    print("SKIP")
    raise SystemExit

for dialect in line.DIALECTS:
    up, down = line.shares(dialect, line.WokenPort, 16384)
    print(dialect.name, up >= 0.9 or up, down >= 0.9 or down)
