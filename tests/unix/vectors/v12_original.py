# Vector 12: what the Python original puts on the wire for the first sendto and recvfrom, byte for byte, less the five
# questions whose answers nobody used (A17 of docs/differences.md). The simulated modem answers those as well:
# tests/modemsim/tests/sequans_transcripts.py.
try:
    import families
    import microATsocket
except ImportError:
    print("SKIP")
    raise SystemExit


class Written:
    def __init__(self, lte):
        self.lte = lte

    def send_at_cmd(self, command):
        answer = self.lte.send_at_cmd(command)
        print(command)
        print("   ", repr(answer))
        return answer


for family in families.ALL:
    if family.is_text:
        world = families.World(family, lambda peer, data, source: peer.send(data, source, 100))
        s = microATsocket.socket(microATsocket.AF_INET, microATsocket.SOCK_DGRAM)
        s.setModemInstance(Written(world.modem))
        s.bind(("", 8731))
        print(s.sendto(b"ab\r\nOK\r\n\x00\xff", families.PEER))
        print(s.recvfrom())
        world.say("as the original")
