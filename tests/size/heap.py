# What the modules and their objects take of the heap, each line on top of those before it.
import gc


class LTE:
    def send_at_cmd(self, cmd):
        return "\r\nOK\r\n"


def used():
    gc.collect()
    return gc.mem_alloc()


def import_both():
    import microATsocket
    import microcoapy

    return microATsocket, microcoapy


def attach():
    sock.setModemInstance(LTE())
    sock.bind(("", 5683))


def request():
    client.setCustomSocket(sock)
    client.responseCallback = print
    client.get("192.0.2.10", 5683, "hello")
    client.stop()


steps = []


def step(name, action):
    before = used()
    result = action()
    steps.append((name, used() - before))
    return result


step("nothing", used)
steps.clear()
at, coap = step("import", import_both)
sock = step("socket", lambda: at.socket(at.AF_INET, at.SOCK_DGRAM))
step("modem", attach)
client = step("Coap", coap.Coap)
step("request", request)
for name, size in steps:
    print(name, size)
