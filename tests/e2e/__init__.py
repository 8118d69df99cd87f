"""Scripts under MicroPython against real servers and clients on loopback."""
