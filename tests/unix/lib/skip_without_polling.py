# import skip_without_polling: ends the test where select.poll takes nothing but file descriptors, as MicroPython 1.20's
# on the unix port, or where there is none, nor sockets or the simulator.
try:
    import select

    import microATsocket as socket
    import modemsim  # noqa: F401

    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        select.poll().register(s)
except (ImportError, TypeError):
    print("SKIP")
    raise SystemExit
