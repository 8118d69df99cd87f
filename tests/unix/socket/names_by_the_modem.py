# getaddrinfo() of the module and of sockets under the socket module's rules asks the modem, and the name server where the
# modem does not find the name; drop-in sockets ask the name server.
try:
    import microATsocket as socket
    import modemsim
except ImportError:
    print("SKIP")
    raise SystemExit

DIALECTS = (
    ("sequans", "sequans", {}),
    ("sequans", "sequans", {"has_lookup": False}),
    ("nordic_n0", "nordic", {"generation": "N0"}),
    ("nordic_n1", "nordic", {"generation": "N1"}),
    ("nordic_n4", "nordic", {"generation": "N4"}),
    ("quectel", "quectel", {}),
    ("quectel_nb_iot", "quectel", {"model_class": "NBIOT"}),
)
COMMANDS = ("> AT+SQNDNSLKUP", "> AT#XGETADDRINFO", "> AT+QIDNSGIP")
SERVERS = ('"%s"' % socket.DNS_SERVER_IP, '"%s"' % socket.DNS_SERVER_IPV6)


def told(sim, function, *arguments):
    # What a call gives, by which commands, and whether the name server was asked.
    before = len(sim.record.transcript())
    try:
        result = function(*arguments)
    except OSError as error:
        result = "OSError", error.args[0]
    said = sim.record.transcript()[before:]
    commands = [line[2:-2] for line in said if any(line.startswith(start) for start in COMMANDS)]
    is_server_asked = any([server in line for line in said for server in SERVERS])
    print(result, commands, is_server_asked)


for number, (dialect, family, knobs) in enumerate(DIALECTS):
    print("--", dialect, *knobs)
    # Names of its own for each: answers of the server are remembered.
    both, old = "both%d.example" % number, "old%d.example" % number
    hosts = {both: ["192.0.2.7", "2001:db8::7"], old: "192.0.2.8"}
    sim = modemsim.make(family, modemsim.Knobs(hosts=hosts, **knobs), modemsim.MemoryNet())
    modem = socket.Modem(modemsim.SerialPort(sim), dialect=dialect)
    if dialect == "quectel":
        modem.send_at_cmd('AT+QICSGP=1,3,"internet"')  # IPv4 and IPv6
    told(sim, socket.getaddrinfo, "192.0.2.1", 7)
    told(sim, socket.getaddrinfo, both, 5683)
    if dialect != "quectel_nb_iot":
        told(sim, socket.getaddrinfo, both, 5683, socket.AF_INET6, socket.SOCK_DGRAM, socket.IPPROTO_UDP, 0)
    told(sim, socket.getaddrinfo, "nobody%d.example" % number, 1)
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.setModemInstance(modem)
    told(sim, s.getaddrinfo, old, 80)
    s.settimeout(5)
    told(sim, s.getaddrinfo, both, 80)
    s.close()
print(socket.sockets_in_use)
