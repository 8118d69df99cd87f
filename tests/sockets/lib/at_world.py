# Makes the modem that our module's sockets use: a simulated one with real sockets of this machine behind.
import os

import microATsocket
import modemsim

DIALECT = os.getenv("WORLD")


def number_or_text(text):
    try:
        return int(text)
    except ValueError:
        return text


def knobs():
    changes = {"hosts": {"localhost": "127.0.0.1", "micropython.org": "192.0.2.80"}}
    if DIALECT.startswith("nordic"):
        changes["generation"] = DIALECT[-2:].upper()
    if DIALECT == "quectel_nb_iot":
        changes["model_class"] = "NBIOT"
    for item in (os.getenv("KNOBS") or "").split():
        name, value = item.split("=")
        changes[name] = number_or_text(value)
    return modemsim.Knobs(**changes)


def new_modem():
    family = DIALECT.split("_")[0]
    map = dict([pair.split("=") for pair in (os.getenv("MAP") or "").split()])
    simulated = modemsim.make(family, knobs(), modemsim.RealNet(map), trace=bool(os.getenv("TRACE")))
    modem = microATsocket.Modem(modemsim.SerialPort(simulated), dialect=DIALECT)
    if family == "quectel":
        modem.send_at_cmd('AT+QICSGP=1,3,"internet"')  # IPv4 and IPv6, as connect() with a name sets it
    return modem


MODEM = new_modem()  # sockets are those of the Modem made last
