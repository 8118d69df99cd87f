# No operation costs more round trips than the recommended dialogue and what bench/wire.py gives a reason for.
try:
    from bench import wire
except ImportError:
    print("SKIP")
    raise SystemExit

for dialect, operation, trips, allowed in wire.too_dear():
    print("%s: %s takes %d round trips, not %d" % (dialect, operation, trips, allowed))
print(len(wire.DIALECTS), "dialects")
