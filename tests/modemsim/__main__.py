# python3 -m modemsim: a modem to connect to.
#
#   python3 -m modemsim --dialect sequans --tcp 4002 --map 192.0.2.10=127.0.0.1
#   python3 -m modemsim --dialect nordic --pty --knob generation=N1 --log
import argparse
import ast

from . import Knobs, RealClock, RealNet, make
from .server import Server, announce


def pairs(items):
    out = {}
    for item in items or []:
        key, _, value = item.partition("=")
        out[key] = value
    return out


def knob_value(text):
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


def names(items):
    # name=address[,address...]
    return {key: value.split(",") for key, value in pairs(items).items()} or None


def arguments():
    parser = argparse.ArgumentParser(prog="modemsim", description="A simulated modem.")
    parser.add_argument("--dialect", default="sequans", choices=["sequans", "nordic", "quectel"])
    parser.add_argument("--tcp", type=int, metavar="PORT", help="listen on this port (0 = any)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--pty", action="store_true", help="make a pseudo terminal")
    parser.add_argument(
        "--map",
        action="append",
        metavar="FROM=TO",
        help="address a script uses = address here, each with or without :port",
    )
    parser.add_argument("--name", action="append", metavar="NAME=ADDRESS[,ADDRESS]", help="what the modem's name server knows")
    parser.add_argument("--knob", action="append", metavar="NAME=VALUE", help="see knobs.py")
    parser.add_argument("--time-scale", type=float, default=1.0)
    parser.add_argument("--reset-on-connect", action="store_true")
    parser.add_argument("--log", action="store_true", help="print the dialogue")
    return parser.parse_args()


def main():
    args = arguments()
    changes = {key: knob_value(value) for key, value in pairs(args.knob).items()}
    if args.name:
        changes["hosts"] = names(args.name)
    net = RealNet(pairs(args.map))
    clock = RealClock(args.time_scale)
    trace = (lambda line: announce(line)) if args.log else False
    modem = make(args.dialect, Knobs(**changes), net, clock, trace)
    server = Server(modem, args.reset_on_connect)
    if args.pty:
        announce("modem at " + server.open_pty())
    else:
        announce("modem at %s port %d" % (args.host, server.open_tcp(args.tcp or 0, args.host)))
    try:
        server.run()
    except KeyboardInterrupt:
        pass


main()
