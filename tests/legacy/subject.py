# Gives the scripts of calls/ the modules to call: ours, or the originals in their place.
#   micropython <script> ours
#   micropython <script> original <folder>     which has original_{microATsocket.py,microcoapy,dns_query}

import sys

ORIGINAL = sys.argv[1] == "original"


# The original sleeps for seconds where nothing waits; its time passes at once. Ours waits for real, if at all.
class VirtualTime:
    def __init__(self):
        self.now = 0

    def ticks_ms(self):
        return self.now

    def ticks_diff(self, later, earlier):
        return later - earlier

    def sleep_ms(self, duration):
        self.now += duration


# Device ports give (text, port); the unix port gives a binary address, which the original cannot use.
class DeviceSocket:
    def getaddrinfo(self, host, port):
        return [(2, 2, 0, "", (host, port))]


class Network:
    LTE = None


def _load_original():
    sys.path.append(sys.argv[2])
    sys.modules["utime"] = sys.modules["time"] = VirtualTime()
    sys.modules["socket"] = sys.modules["usocket"] = DeviceSocket()
    sys.modules["network"] = Network()
    import original_dns_query

    sys.modules["dns_query"] = original_dns_query
    import original_microATsocket
    import original_microcoapy

    return original_microATsocket, original_microcoapy


if ORIGINAL:
    microATsocket, microcoapy = _load_original()
    macros = microcoapy.coap_macros
    CoapPacket = microcoapy.coap_packet.CoapPacket
    CoapOption = microcoapy.coap_option.CoapOption
    reader, writer = microcoapy.coap_reader, microcoapy.coap_writer
else:
    import microATsocket
    import microcoapy
    import microcoapy.coap_macros as macros
    import microcoapy.coap_reader as reader
    import microcoapy.coap_writer as writer
    from microcoapy.coap_option import CoapOption
    from microcoapy.coap_packet import CoapPacket


def show(value):
    if isinstance(value, CoapPacket):
        return "packet " + value.toString()
    return repr(value)


# Texts of Python's own errors are the interpreter's affair; those of plain Exception are contract.
def show_error(error):
    text = ": " + str(error) if type(error) is Exception else ""
    return type(error).__name__ + text


# Calls and prints the result.
def call(function, *args, **kwargs):
    try:
        result = function(*args, **kwargs)
    except Exception as error:
        print("!", show_error(error))
        return None
    print("=", show(result))
    return result


# Runs the functions given as named steps.
def run(*steps):
    for step in steps:
        print("[" + step.__name__ + "]")
        try:
            step()
        except Exception as error:
            print("! step ended by", show_error(error))
        # A line may have been left open.
        print()
